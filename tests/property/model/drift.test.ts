import { expect } from "chai";
import fc from "fast-check";
import type { Column, ColumnType } from "../../../model/documents/contract-bundle.ts";
import { allowedTypes, findDrift } from "../../../model/drift.ts";
import type { InferredColumn } from "../../../model/inferred-columns.ts";

const types: readonly ColumnType[] = [
  "string",
  "boolean",
  "int",
  "bigint",
  "double",
  "date",
  "timestamp",
  "decimal(12,4)",
];
const fieldName = fc.stringMatching(/^[a-z][A-Za-z0-9_]{0,12}$/);
const inferredType = fc.oneof(
  fc.constantFrom("string", "boolean", "int", "bigint", "double"),
  fc.constantFrom("struct<a:int>", "array<string>"),
);

const column = fc
  .record({ sourceName: fieldName, type: fc.constantFrom(...types), required: fc.boolean() })
  .map((given): Column => ({ ...given, name: given.sourceName, classification: "internal", description: "" }));
const columns = fc.uniqueArray(column, { selector: ({ sourceName }) => sourceName.toLowerCase(), maxLength: 12 });
const inferred = fc.uniqueArray(fc.record({ name: fieldName.map((name) => name.toLowerCase()), type: inferredType }), {
  selector: ({ name }) => name,
  maxLength: 12,
});

const fitting = (contract: readonly Column[], choice: number): readonly InferredColumn[] =>
  contract.map((each) => {
    const allowed = allowedTypes(each);
    return { name: each.sourceName.toLowerCase(), type: allowed[choice % allowed.length] ?? "" };
  });

describe("drift of any contract and any files", () => {
  it("is none when every column comes as one of its allowed types", () => {
    fc.assert(
      fc.property(columns, fc.nat(), (contract, choice) => {
        expect(findDrift({ id: "a.b", columns: contract }, fitting(contract, choice))).to.deep.equal([]);
      }),
    );
  });

  it("says of every name at most one thing: new, missing or retyped", () => {
    fc.assert(
      fc.property(columns, inferred, (contract, found) => {
        const declared = new Set(contract.map(({ sourceName }) => sourceName.toLowerCase()));
        const there = new Map(found.map(({ name, type }) => [name, type]));
        const findings = findDrift({ id: "a.b", columns: contract }, found);
        const names = findings.map(({ column: name }) => name.toLowerCase());
        expect(new Set(names).size).to.equal(names.length);
        for (const { kind, column: name } of findings) {
          const lower = name.toLowerCase();
          expect([declared.has(lower), there.has(lower)], kind).to.deep.equal(
            { new: [false, true], missing: [true, false], retyped: [true, true] }[kind],
          );
        }
        const missing = [...declared].filter((name) => !there.has(name)).length;
        const added = [...there.keys()].filter((name) => !declared.has(name)).length;
        const kinds = findings.map(({ kind }) => kind);
        expect(kinds.filter((kind) => kind === "missing")).to.have.length(missing);
        expect(kinds.filter((kind) => kind === "new")).to.have.length(added);
      }),
    );
  });

  it("does not depend on the order of the files' columns, but for the order of the new ones", () => {
    fc.assert(
      fc.property(columns, inferred, (contract, found) => {
        const dataset = { id: "a.b", columns: contract };
        const sorted = (each: readonly InferredColumn[]) =>
          findDrift(dataset, each)
            .map((finding) => JSON.stringify(finding))
            .sort();
        expect(sorted([...found].reverse())).to.deep.equal(sorted(found));
      }),
    );
  });
});
