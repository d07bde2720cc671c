import type { Fault } from "./faults.ts";
import type { Field } from "./items.ts";

type Row = readonly Field[];

const replaced = (row: Row, name: string, field: Field): Row =>
  row.map((known) => (known.name === name ? field : known));

const depth = 10_000;

/** Rows of a page as its faults leave them. The structure of an answer changes elsewhere. */
export const withRecordFaults = (
  rows: readonly Row[],
  isLast: boolean,
  hit: (fault: Fault) => boolean,
): readonly Row[] => {
  if (!isLast && hit("empty-middle")) return [];
  let changed = !isLast && hit("short-middle") ? rows.slice(0, Math.floor(rows.length / 2)) : rows;
  const eachRow = (fault: Fault, change: (row: Row) => Row): void => {
    if (hit(fault)) changed = changed.map(change);
  };
  const firstRow = (fault: Fault, change: (row: Row) => Row): void => {
    if (hit(fault)) changed = changed.map((row, place) => (place === 0 ? change(row) : row));
  };
  eachRow("field-new", (row) => [...row, { name: "discount", json: "0.10", csv: [["discount", "0.10"]] }]);
  eachRow("field-missing", (row) => row.filter(({ name }) => name !== "amount"));
  eachRow("field-retyped", (row) =>
    replaced(row, "amount", { name: "amount", json: '"n/a"', csv: [["amount", "n/a"]] }),
  );
  eachRow("field-null", (row) => replaced(row, "name", { name: "name", json: "null", csv: [["name", ""]] }));
  firstRow("duplicate-json-key", (row) => [...row, { name: "name", json: '"another name"', csv: [] }]);
  firstRow("deep-nesting", (row) => [
    ...row,
    { name: "deep", json: `${"[".repeat(depth)}${"]".repeat(depth)}`, csv: [] },
  ]);
  return changed;
};
