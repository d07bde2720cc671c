/** What the demo source serves: tables of records that are already text, so that every number keeps its own digits. */

export interface SourceWindow {
  /** Epoch milliseconds, inclusive. */
  readonly since: number;
  /** Epoch milliseconds, exclusive. */
  readonly until: number;
}

/** The records of a table that a request selects, in the table's stable order. */
export interface Selection {
  readonly total: number;
  /** JSON texts of the records `[from, to)` joined by commas; `to` is at most `total`. */
  readonly render: (from: number, to: number) => string | Uint8Array;
}

export interface SourceTable {
  /** All records without a window. A table without a time of change returns all of them for every window. */
  readonly select: (window: SourceWindow | undefined) => Selection;
}

/** A table whose records are all known. */
export const wholeTable = (records: readonly string[]): SourceTable => ({
  select: () => ({ total: records.length, render: (from, to) => records.slice(from, to).join(",") }),
});

/** A record's JSON text from its fields' JSON texts. */
export const recordText = (columns: readonly string[], values: readonly string[]): string =>
  `{${columns.map((column, index) => `"${column}":${values[index] ?? "null"}`).join(",")}}`;
