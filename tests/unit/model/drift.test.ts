import { expect } from "chai";
import type { Column, ColumnType } from "../../../model/documents/contract-bundle.ts";
import { allowedTypes, describeDrift, findDrift } from "../../../model/drift.ts";

const column = (sourceName: string, type: ColumnType, required = true): Column => ({
  name: sourceName.toLowerCase(),
  sourceName,
  type,
  required,
  classification: "internal",
  description: "",
});

const planes = {
  id: "flights.planes",
  columns: [column("tailNumber", "string"), column("seats", "int"), column("speed", "double", false)],
};
const asContracted = [
  { name: "tailnumber", type: "string" },
  { name: "seats", type: "int" },
  { name: "speed", type: "double" },
];

describe("drift", () => {
  it("is none when the files are as the contract says", () => {
    expect(findDrift(planes, asContracted)).to.deep.equal([]);
  });

  it("names new, missing and retyped fields, as the source spells those that it knows", () => {
    const inferred = [
      { name: "seats", type: "double" },
      { name: "speed", type: "int" },
      { name: "tail_number", type: "struct<number:string>" },
    ];
    expect(findDrift(planes, inferred)).to.deep.equal([
      { datasetId: "flights.planes", kind: "missing", column: "tailNumber", allowed: ["string"] },
      { datasetId: "flights.planes", kind: "retyped", column: "seats", found: "double", allowed: ["int"] },
      { datasetId: "flights.planes", kind: "new", column: "tail_number", found: "struct<number:string>" },
    ]);
  });

  it("does not call a field missing or retyped that may be null and is null in every record", () => {
    const allNull = asContracted.map((each) => (each.name === "speed" ? { name: "speed", type: "string" } : each));
    expect(findDrift(planes, allNull)).to.deep.equal([]);
    const requiredText = asContracted.map((each) => (each.name === "seats" ? { name: "seats", type: "string" } : each));
    expect(findDrift(planes, requiredText).map(({ kind }) => kind)).to.deep.equal(["retyped"]);
  });

  const cases: readonly (readonly [ColumnType, readonly string[], readonly string[]])[] = [
    ["string", ["string"], ["int", "boolean", "struct<a:int>", "array<string>"]],
    ["boolean", ["boolean"], ["string", "int"]],
    ["int", ["int"], ["bigint", "double", "string"]],
    ["bigint", ["int", "bigint"], ["double", "string"]],
    ["double", ["int", "bigint", "double"], ["string", "boolean"]],
    ["decimal(12,4)", ["int", "bigint", "double", "decimal(20,4)"], ["string"]],
    ["date", ["string"], ["int", "bigint"]],
    ["timestamp", ["string"], ["bigint", "double"]],
  ];
  for (const [type, fitting, others] of cases) {
    it(`lets ${type} come as ${fitting.join(", ")}`, () => {
      const kinds = (found: string) =>
        findDrift({ id: "a.b", columns: [column("x", type)] }, [{ name: "x", type: found }]).map(({ kind }) => kind);
      expect(fitting.flatMap(kinds)).to.deep.equal([]);
      expect(others.flatMap(kinds)).to.deep.equal(others.map(() => "retyped"));
    });
  }

  it("lets an optional column of any type look like text", () => {
    expect(allowedTypes(column("x", "int", false))).to.deep.equal(["int", "string"]);
    expect(allowedTypes(column("x", "date", false))).to.deep.equal(["string"]);
  });

  it("is described in one line", () => {
    const [missing, retyped, added] = findDrift(planes, [
      { name: "seats", type: "double" },
      { name: "speed", type: "double" },
      { name: "age", type: "int" },
    ]).map(describeDrift);
    expect(missing).to.equal("flights.planes: tailNumber is missing");
    expect(retyped).to.equal("flights.planes: seats is retyped, double instead of int");
    expect(added).to.equal("flights.planes: age is new, int");
  });

  describe("of fields within objects", () => {
    const nested = (path: readonly string[], type: ColumnType, required = true): Column => ({
      ...column(path.join("."), type, required),
      sourcePath: [...path],
    });
    const shops = {
      id: "shop.shops",
      columns: [
        column("id", "bigint"),
        nested(["Address", "city"], "string"),
        nested(["Address", "geo", "lat"], "decimal(9,6)"),
        nested(["Address", "opened"], "date", false),
      ],
    };
    const findings = (address: string) =>
      findDrift(shops, [
        { name: "id", type: "bigint" },
        { name: "address", type: address },
      ]).map((finding) => describeDrift(finding));

    it("is none when the object has them all", () => {
      expect(findings("struct<city:string,geo:struct<lat:decimal(9,6)>,opened:string>")).to.deep.equal([]);
      expect(findings("struct<city:string,geo:struct<lat:double>,opened:string>")).to.deep.equal([]);
    });

    it("names what is new, missing and retyped by the objects around it", () => {
      const lines = "array<struct<a:int,b:decimal(5,2)>>";
      expect(findings(`struct<city:int,lines:${lines},geo:struct<lon:double>,opened:string>`)).to.deep.equal([
        "shop.shops: Address.city is retyped, int instead of string",
        "shop.shops: Address.geo.lat is missing",
        `shop.shops: address.lines is new, ${lines}`,
        "shop.shops: address.geo.lon is new, double",
      ]);
    });

    it("says what is there instead of the object, where its fields are required", () => {
      expect(findings("string")).to.deep.equal([
        "shop.shops: Address.city is retyped, string instead of struct",
        "shop.shops: Address.geo.lat is retyped, string instead of struct",
      ]);
      expect(findDrift(shops, [{ name: "id", type: "int" }]).map(({ kind }) => kind)).to.deep.equal([
        "missing",
        "missing",
        "missing",
      ]);
    });
  });

  it("takes no offense at what text in CSV looks like, only at what can't be of the type", () => {
    const csv = { type: "csv", delimiter: "," } as const;
    const dataset = {
      id: "a.b",
      columns: [column("zip", "string"), column("seats", "int"), column("day", "date")],
      extraction: { format: csv },
    };
    const types = (zip: string, seats: string, day: string) =>
      findDrift(dataset, [
        { name: "zip", type: zip },
        { name: "seats", type: seats },
        { name: "day", type: day },
      ]).map((finding) => finding.column);
    expect(types("bigint", "bigint", "string")).to.deep.equal([]);
    expect(types("string", "int", "date")).to.deep.equal([]);
    expect(types("bigint", "string", "bigint")).to.deep.equal(["seats", "day"]);
    expect(findDrift({ ...dataset, extraction: {} }, [{ name: "zip", type: "bigint" }])[0]?.kind).to.equal("retyped");
  });
});
