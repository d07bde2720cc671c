import type { QueryResult, ResultRow } from "../../aws/query/query-answer.ts";
import { table, type Column, type Table } from "./table.ts";

const numericTypes = new Set(["tinyint", "smallint", "integer", "bigint", "float", "double", "real", "decimal"]);

/** A terminal does what some characters say, and values come from anywhere; lines are cut as the value has them. */
const visible = (value: string): string =>
  value.replace(/(?!\n)\p{Cc}/gu, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** Values as people read them. */
export const shownValues = (row: ResultRow): readonly string[] =>
  row.map((value) => (value === null ? "NULL" : visible(value)));

/** Nobody knows which columns of a result matter: a query names what matters first, so the last ones are left out first. */
export const rowColumns = (columns: QueryResult["columns"]): readonly Column[] =>
  columns.map(({ name, type }, index) => ({
    title: name,
    ...(numericTypes.has(type) ? { align: "right" } : { shortenTo: 16 }),
    ...(index > 0 && { leaveOut: columns.length - index }),
  }));

export const renderRows = ({ columns, rows }: Pick<QueryResult, "columns" | "rows">): Table =>
  table(rowColumns(columns), rows.map(shownValues));
