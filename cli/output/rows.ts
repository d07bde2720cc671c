import type { QueryResult } from "../../sql/engines/athena.ts";
import { renderTable } from "./table.ts";

const numericTypes = new Set(["tinyint", "smallint", "integer", "bigint", "float", "double", "real", "decimal"]);

export const renderRows = ({ columns, rows }: Pick<QueryResult, "columns" | "rows">): string =>
  renderTable(
    columns.map(({ name, type }) => ({ title: name, align: numericTypes.has(type) ? "right" : "left" })),
    rows.map((row) => row.map((value) => value ?? "NULL")),
  );
