import { expect } from "chai";
import type { Column } from "../../../model/documents/contract-bundle.ts";
import { noteFields, noteHeader, stillNoted } from "../../../model/field-notes.ts";

const column = (path: readonly string[], required = true): Column => ({
  name: path.join("_"),
  sourceName: path.join("."),
  ...(path.length > 1 && { sourcePath: [...path] }),
  type: "string",
  required,
  classification: "internal",
  description: "",
});

const columns = [
  column(["id"]),
  column(["address", "city"]),
  column(["address", "geo", "lat"]),
  column(["tel"], false),
];
const whole = { id: 1, address: { city: "Bonn", geo: { lat: 1 } }, tel: null };

describe("notes on nested fields", () => {
  it("are none if every declared field is there", () => {
    expect(noteFields(columns, [whole])).to.equal(undefined);
    expect(noteFields(columns, [{ id: 1 }, { address: null }, { address: { geo: { lat: null } } }, whole])).to.equal(
      undefined,
    );
  });

  it("name undeclared fields by the objects around them, only where the object is declared", () => {
    const record = { ...whole, address: { ...whole.address, street: "x", geo: { lat: 1, lon: 2 } }, shop: { a: 1 } };
    expect(noteFields(columns, [whole, record])).to.deep.equal({
      undeclared: ["address.geo.lon", "address.street", "shop"],
      unnamed: 0,
      missing: [],
    });
  });

  it("count, and do not name, what may be data", () => {
    const record = { ...whole, address: { ...whole.address, "a@example.org": 1, "Am Hof 1": 2 } };
    expect(noteFields(columns, [record])).to.deep.equal({ undeclared: [], unnamed: 2, missing: [] });
  });

  it("call a required field missing that no record has, also if its object is absent, null or something else", () => {
    for (const address of [undefined, null, "x", [{ city: 1 }], {}]) {
      const records = [{ id: 1, ...(address !== undefined && { address }) }];
      expect(noteFields(columns, records)).to.deep.equal({
        undeclared: [],
        unnamed: 0,
        missing: ["address.city", "address.geo.lat"],
      });
    }
    expect(noteFields(columns, [{ id: 1, address: { city: 1 } }])?.missing).to.deep.equal(["address.geo.lat"]);
  });

  it("end when the contract comes to read the field, or a field within the object", () => {
    const notes = { undeclared: ["address.street", "shop"], unnamed: 0, missing: ["address.city"] };
    expect(stillNoted(columns, notes)).to.deep.equal(notes);
    const more = [...columns, column(["address", "street"]), column(["shop", "name"])];
    expect(stillNoted(more, notes)).to.deep.equal({ undeclared: [], unnamed: 0, missing: ["address.city"] });
  });
});

describe("notes on a header", () => {
  const flat = [column(["id"]), { ...column(["city"]), sourceName: "address.city" }, column(["tel"], false)];

  it("are none if it has the contract's names, with dots as they are", () => {
    expect(noteHeader(flat, ["address.city", "id"], 1)).to.equal(undefined);
  });

  it("name what it has besides, and required names that it lacks", () => {
    expect(noteHeader(flat, ["id", "city", "tel", "12", "", "city"], 1)).to.deep.equal({
      undeclared: ["city"],
      unnamed: 2,
      missing: ["address.city"],
    });
  });

  it("are none of a page without records, which proves nothing", () => {
    expect(noteHeader(flat, ["other"], 0)).to.equal(undefined);
  });
});
