/** An answer as it is saved. */
import { totalsColumn } from "../../model/dashboards/sql.ts";
import { csvLine } from "../output/csv.ts";
import type { ShownAnswer } from "./protocol.ts";

/** As CSV. Rows alone: a total among them would be counted again by whoever sums them up. */
export const savedRows = ({ columns, rows }: Pick<ShownAnswer, "columns" | "rows">): string => {
  const totals = columns.findIndex(({ name }) => name === totalsColumn);
  const kept = totals < 0 ? rows : rows.filter((row) => row[totals] === "0");
  const lines = [columns.map(({ name }) => name), ...kept];
  return lines.map((line) => csvLine(line.filter((_value, index) => index !== totals))).join("");
};
