/** Context for compiling one visual, and its notes. Pure. */
import type { ColumnIdentifier } from "@aws-sdk/client-quicksight";
import type { Path } from "../../validation/path.ts";
import type { DashboardCode } from "../codes.ts";
import type { Dashboard } from "../definition.ts";
import type { AskingVisual } from "../visual-schema.ts";
import type { DataSetColumns } from "./data-set.ts";

/** Something that QuickSight can't show as the file says. */
export interface Note {
  readonly code: Extract<DashboardCode, "DASHBOARD_ONLY_ON_PAGE" | "DASHBOARD_LIMIT">;
  /** Path in the dashboard's file. */
  readonly path: Path;
  readonly message: string;
  readonly fix: string;
  readonly visual?: string;
}

/** QuickSight's calculated fields of all data sets: identical fields are declared once. */
export class CalculatedFields {
  readonly #items = new Map<string, { readonly query: string; readonly name: string; readonly expression: string }>();

  add(columns: DataSetColumns, wanted: string, expression: string): string {
    const query = columns.query.name;
    const name = columns.freeName(wanted);
    const taken = this.#items.get(`${query}/${name}`);
    if (taken !== undefined && taken.expression !== expression) return this.add(columns, `${wanted}_`, expression);
    this.#items.set(`${query}/${name}`, { query, name, expression });
    return name;
  }

  all(): readonly { readonly query: string; readonly name: string; readonly expression: string }[] {
    return [...this.#items].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, item]) => item);
  }
}

export interface Compiling<V extends AskingVisual = AskingVisual> {
  readonly dashboard: Dashboard;
  readonly visual: V;
  /** Columns of the visual's query. */
  readonly columns: DataSetColumns;
  readonly calculated: CalculatedFields;
  /** @param path within the visual */
  readonly onlyOnPage: (path: readonly (string | number)[], message: string, fix?: string) => void;
}

export const columnIdentifier = (query: string, name: string): ColumnIdentifier => ({
  DataSetIdentifier: query,
  ColumnName: name,
});

/** A column in an expression. */
export const reference = (name: string): string => `{${name}}`;
/** Text in an expression, where these are the only escapes. */
export const quoted = (text: string): string => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
