/** An answer as a saved file. */
import { totalsColumn } from "../../model/dashboards/sql.ts";
import { csvLine } from "../output/csv.ts";
import type { ShownAnswer } from "./protocol.ts";

/** As CSV. Excludes totals: anyone who sums the rows would count them twice. */
export const savedRows = ({ columns, rows }: Pick<ShownAnswer, "columns" | "rows">): string => {
  const totals = columns.findIndex(({ name }) => name === totalsColumn);
  const kept = totals < 0 ? rows : rows.filter((row) => row[totals] === "0");
  const lines = [columns.map(({ name }) => name), ...kept];
  return lines.map((line) => csvLine(line.filter((_value, index) => index !== totals))).join("");
};
