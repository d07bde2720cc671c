/**
 * The repository's SQL, compiled: what the curate job builds and what the function `govern` tags. Content-addressed in
 * the artifacts bucket; which one holds is said by the environment (environment.ts).
 */
import type { Classification, ColumnType, Partition } from "../dataset.ts";
import type { Reader } from "./readers.ts";

export interface SqlBundle {
  readonly formatVersion: 1;
  /** Every model after those that it reads. */
  readonly models: readonly Model[];
  /** Athena's views, for their columns' tags. */
  readonly views: readonly ClassifiedRelation[];
  /** For those who have to say whom a table that is late concerns; absent in bundles from before it was written down. */
  readonly readers?: readonly Reader[];
}

/** A table or view of a curated database and who may see its columns. */
export interface ClassifiedRelation {
  /** `<database>.<relation>`, lower case, as in production. */
  readonly name: string;
  readonly columns: readonly ClassifiedColumn[];
}

export interface ClassifiedColumn {
  readonly name: string;
  /** The strictest of the columns that it is made of, unless its header says otherwise and why. */
  readonly classification: Classification;
}

/** One file of `sql/curated`: an Iceberg table of a curated database. */
export interface Model extends ClassifiedRelation {
  readonly description: string;
  readonly owner: string;
  readonly columns: readonly ModelColumn[];
  /** Columns that identify a row; unique and never null. */
  readonly grain: readonly string[];
  readonly mode: ModelMode;
  readonly partitions: readonly Partition[];
  readonly tests: readonly ModelTest[];
  /** Spark SQL in pieces: text as it stands, and between it the tables and models that are read. */
  readonly query: readonly QueryPiece[];
  /** `<database>.<table>` of all that it reads, sorted. */
  readonly reads: readonly string[];
  /** SHA-256 (hex) of what decides the table's columns and rows; another one means that the table is built anew. */
  readonly hash: string;
}

export interface ModelColumn extends ClassifiedColumn {
  readonly type: ColumnType;
  readonly description: string;
}

export type QueryPiece = { readonly text: string } | { readonly table: string };

/**
 * How a build changes the table. `full` writes all rows. `incremental by time` replaces the days of `column` (a date)
 * that changed in `source`; the query reads the parameters `:since` and `:until` (timestamps, UTC, end excluded).
 * `merge` inserts and updates by the grain and deletes nothing.
 */
export type ModelMode =
  | { readonly kind: "full" }
  | {
      readonly kind: "incremental by time";
      readonly column: string;
      /** Column that the days come from, found by lineage; a timestamp or a date. */
      readonly source: { readonly table: string; readonly column: string };
    }
  | { readonly kind: "merge" };

/** What must hold of the table's new state before readers see it. */
export type ModelTest =
  | { readonly kind: "unique"; readonly columns: readonly string[] }
  | { readonly kind: "not_null"; readonly columns: readonly string[] }
  | { readonly kind: "accepted_values"; readonly column: string; readonly values: readonly (string | number)[] }
  /** Every value that is not null is a value of `field` of the table `to`. */
  | { readonly kind: "relationships"; readonly column: string; readonly to: string; readonly field: string }
  | { readonly kind: "row_count"; readonly min?: number; readonly max?: number }
  /** The greatest value is at most so many hours before the end of the newest window that the table's sources hold. */
  | { readonly kind: "freshness"; readonly column: string; readonly hours: number };
