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
});
