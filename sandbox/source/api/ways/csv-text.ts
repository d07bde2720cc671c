import type { Fault } from "./faults.ts";
import { fieldsOf, updatedAtOf, type Field } from "./items.ts";

/** Columns of a page without rows. */
const columnsOfNothing = fieldsOf(1, updatedAtOf(1), false, { ids: "small", amount: "number" });

const quoted = (value: string, delimiter: string): string =>
  value.includes(delimiter) || /["\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;

/** Rows as CSV with a header: https://www.rfc-editor.org/rfc/rfc4180#section-2 */
export const csvText = (
  rows: readonly (readonly Field[])[],
  delimiter: string,
  hit: (fault: Fault) => boolean,
): string => {
  const cellsOf = (row: readonly Field[]): readonly (readonly [string, string])[] => row.flatMap(({ csv }) => csv);
  const isTurned = hit("csv-header-changes");
  const inOrder = <Cell>(cells: readonly Cell[]): readonly Cell[] => (isTurned ? cells.toReversed() : cells);
  const header = inOrder(cellsOf(rows[0] ?? columnsOfNothing).map(([name]) => name));
  const lines = rows.map((row) => inOrder(cellsOf(row).map(([, value]) => value)));
  const ragged = hit("csv-ragged") ? lines.map((line, place) => (place === 1 ? [...line, "one more"] : line)) : lines;
  return [...(hit("csv-header-missing") ? [] : [header]), ...ragged]
    .map((line) => `${line.map((value) => quoted(value, delimiter)).join(delimiter)}\r\n`)
    .join("");
};
