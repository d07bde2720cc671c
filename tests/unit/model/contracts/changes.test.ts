import { expect } from "chai";
import { contractChanges, describeChange, type ContractChange } from "../../../../model/contracts/changes.ts";
import type { Column, Dataset } from "../../../../model/documents/contract-bundle.ts";

const column = (name: string, changes: Partial<Column> = {}): Column => ({
  name,
  sourceName: name,
  type: "string",
  required: false,
  classification: "internal",
  description: name,
  ...changes,
});

const orders: Dataset = {
  id: "shop.orders",
  source: "shop",
  name: "orders",
  version: "1.0.0",
  description: "Orders.",
  owner: "shop",
  columns: [
    column("id", { type: "bigint", required: true }),
    column("placed_at", { type: "timestamp", required: true }),
    column("amount", { type: "decimal(10,2)" }),
    column("items", { type: "int" }),
    column("note"),
    column("email", { classification: "personal" }),
  ],
  primaryKey: ["id"],
  writeMode: "append",
  partitions: [{ column: "placed_at", transform: "day" }],
  extraction: { request: { path: "/orders", pageSize: 100 }, windowColumn: "placed_at" },
  group: "shop",
  rawRetentionDays: 30,
  freshnessHours: 26,
  tolerance: { quarantineWarnPercent: 0, quarantineStopPercent: 100, empty: false, removedRows: "keep" },
};

const withColumn = (name: string, changes: Partial<Column>): Dataset => ({
  ...orders,
  columns: orders.columns.map((one) => (one.name === name ? { ...one, ...changes } : one)),
});
const without = (name: string): Dataset => ({
  ...orders,
  columns: orders.columns.filter((one) => one.name !== name),
});
const more = (...columns: readonly Column[]): Dataset => ({ ...orders, columns: [...orders.columns, ...columns] });

const lines = (changes: readonly ContractChange[]): readonly string[] =>
  changes.map((change) => `${change.verdict}: ${describeChange(change)}`);
const linesOf = (now: Dataset, old: Dataset = orders): readonly string[] => lines(contractChanges(old, now));

describe("changes of a contract", () => {
  it("are none where nights go on as they did", () => {
    const free: Partial<Dataset> = {
      description: "Other words.",
      version: "1.1.0",
      owner: "others",
      freshnessHours: 48,
      rawRetentionDays: 60,
      group: "other",
      extraction: { ...orders.extraction, request: { path: "/v2/orders", pageSize: 50 } },
      tolerance: { ...orders.tolerance, quarantineStopPercent: 5 },
      columns: orders.columns.toReversed(),
    };
    expect(linesOf(orders)).to.deep.equal([]);
    expect(linesOf({ ...orders, ...free })).to.deep.equal([]);
    const source = withColumn("note", { description: "Other words.", unit: "1", sourceName: "remark" });
    expect(linesOf(source), "the source renamed its field, and the column stays").to.deep.equal([]);
  });

  const cases: Readonly<Record<string, readonly [Dataset, readonly string[]]>> = {
    "a wider key": [{ ...orders, primaryKey: ["id", "items"] }, ["refused: KEY id → id, items"]],
    "another key": [{ ...orders, primaryKey: ["note"] }, ["refused: KEY id → note"]],
    "another partition": [
      { ...orders, partitions: [{ column: "placed_at", transform: "month" }] },
      ["refused: PARTITION day(placed_at) → month(placed_at)"],
    ],
    "no partition": [{ ...orders, partitions: [] }, ["refused: PARTITION day(placed_at) → none"]],
    "another write mode": [{ ...orders, writeMode: "merge" }, ["refused: WRITE_MODE append → merge"]],
    "another window": [
      { ...orders, extraction: { ...orders.extraction, windowColumn: "note" } },
      ["refused: WINDOW placed_at → note"],
    ],
    "a wider integer": [withColumn("items", { type: "bigint" }), ["allowed: column items: TYPE int → bigint"]],
    "a narrower integer": [withColumn("id", { type: "int" }), ["refused: column id: TYPE bigint → int"]],
    "a longer decimal": [
      withColumn("amount", { type: "decimal(12,2)" }),
      ["allowed: column amount: TYPE decimal(10,2) → decimal(12,2)"],
    ],
    "a decimal of another scale": [
      withColumn("amount", { type: "decimal(12,4)" }),
      ["refused: column amount: TYPE decimal(10,2) → decimal(12,4)"],
    ],
    "another type": [withColumn("items", { type: "string" }), ["refused: column items: TYPE int → string"]],
    "a new column": [more(column("colour")), ["allowed: column colour: ADDED nothing → colour string"]],
    "a column that goes": [without("note"), ["refused: column note: REMOVED note string → nothing"]],
    "a column that is renamed": [
      { ...without("note"), columns: [...without("note").columns, column("remark", { sourceName: "note" })] },
      ["refused: column note: RENAMED note → remark"],
    ],
    "a column that becomes personal": [
      withColumn("note", { classification: "personal" }),
      ["refused: column note: CLASSIFICATION internal → personal"],
    ],
    "a column that is personal no more": [
      withColumn("email", { classification: "confidential" }),
      ["refused: column email: CLASSIFICATION personal → confidential"],
    ],
    "a stricter classification": [
      withColumn("note", { classification: "confidential" }),
      ["allowed: column note: CLASSIFICATION internal → confidential"],
    ],
    "a column that is required from now on": [
      withColumn("note", { required: true }),
      ["allowed: column note: REQUIRED optional → required"],
    ],
  };
  for (const [name, [now, expected]] of Object.entries(cases)) {
    it(`are told of ${name}`, () => {
      expect(linesOf(now)).to.deep.equal(expected);
    });
  }

  it("say what to do instead of each that is refused, and what becomes of the rows of each that is allowed", () => {
    for (const [now] of Object.values(cases)) {
      for (const change of contractChanges(orders, now)) {
        expect(change.because, describeChange(change)).to.match(/\w+/);
        expect(change.instead === undefined, describeChange(change)).to.equal(change.verdict === "allowed");
      }
    }
  });

  it("are all told at once", () => {
    const now = { ...withColumn("items", { type: "string" }), primaryKey: ["note"], writeMode: "replace" as const };
    expect(linesOf(now)).to.have.length(3);
  });
});
