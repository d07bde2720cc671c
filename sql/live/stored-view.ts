/** Views as Athena and Trino store them in Glue: JSON in base64 in a comment. Pure. */
import { liveType } from "./column-types.ts";
import type { LiveColumn } from "../../model/documents/sql-plan.ts";

export interface StoredView {
  /** The SELECT, in the engine's own layout. */
  readonly sql: string;
  readonly columns: readonly LiveColumn[];
}

interface Stored {
  readonly originalSql: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

const comment = /^\/\* Presto View: ([A-Za-z0-9+/=]+) \*\/$/;

/** `undefined` for another engine's view, such as one of Hive or Spark. */
export const decodeView = (text: string): StoredView | undefined => {
  const encoded = comment.exec(text.trim())?.[1];
  if (encoded === undefined) return undefined;
  const { originalSql, columns } = JSON.parse(Buffer.from(encoded, "base64").toString("utf8")) as Stored;
  return { sql: originalSql.trim(), columns: columns.map(({ name, type }) => ({ name, type: liveType(type) })) };
};
