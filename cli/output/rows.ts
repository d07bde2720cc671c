import type { QueryResult, ResultRow } from "../../aws/query/query-answer.ts";
import { table, type Column, type Table } from "./table.ts";

const numericTypes = new Set(["tinyint", "smallint", "integer", "bigint", "float", "double", "real", "decimal"]);

/** Values come from anywhere, and a terminal acts on control characters; line breaks are kept. */
const visible = (value: string): string =>
  value.replace(/(?!\n)\p{Cc}/gu, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** Values as shown to people. */
export const shownValues = (row: ResultRow): readonly string[] =>
  row.map((value) => (value === null ? "NULL" : visible(value)));

/** A query lists the most important columns first, so the last ones are dropped first. */
export const rowColumns = (columns: QueryResult["columns"]): readonly Column[] =>
  columns.map(({ name, type }, index) => ({
    title: name,
    ...(numericTypes.has(type) ? { align: "right" } : { shortenTo: 16 }),
    ...(index > 0 && { leaveOut: columns.length - index }),
  }));

export const renderRows = ({ columns, rows }: Pick<QueryResult, "columns" | "rows">): Table =>
  table(rowColumns(columns), rows.map(shownValues));
