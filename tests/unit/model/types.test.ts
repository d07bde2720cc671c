import { expect } from "chai";
import { columnType, type LogicalType } from "../../../model/types.ts";

describe("column types", () => {
  const cases: readonly (readonly [LogicalType, string | undefined, object])[] = [
    ["string", undefined, { type: "string" }],
    ["string", "varchar(3)", { fault: "unfit" }],
    ["timestamp", undefined, { type: "timestamp" }],
    ["integer", "bigint", { type: "bigint" }],
    ["integer", undefined, { fault: "missing" }],
    ["integer", "decimal(10,0)", { fault: "unfit" }],
    ["number", "double", { type: "double" }],
    ["number", "decimal(12, 4)", { type: "decimal(12,4)" }],
    ["number", "decimal(38,38)", { type: "decimal(38,38)" }],
    ["number", "decimal(39,0)", { fault: "decimal" }],
    ["number", "decimal(0,0)", { fault: "decimal" }],
    ["number", "decimal(4,5)", { fault: "decimal" }],
    ["number", "decimal(p,s)", { fault: "unfit" }],
    ["number", undefined, { fault: "missing" }],
  ];
  for (const [logicalType, physicalType, expected] of cases) {
    it(`${logicalType} with ${physicalType ?? "nothing"} is ${JSON.stringify(expected)}`, () => {
      expect(columnType(logicalType, physicalType)).to.deep.equal(expected);
    });
  }
});
