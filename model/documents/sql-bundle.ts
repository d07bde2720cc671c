/**
 * The repository's SQL, compiled: what the curate job builds and the `govern` function tags. Content-addressed in the
 * artifacts bucket; the environment (environment.ts) says which one is in effect.
 */
import * as Type from "typebox";
import { anyText, constant, oneOf, optional, tagged, text, type Of } from "../validation/schema.ts";
import { classifications, columnType, partition } from "./contract-bundle.ts";
import { documentKind, listOf, part, type ContentOf } from "./document.ts";
import { sha256 } from "./values.ts";

export const readerKinds = [
  "model",
  "view",
  "late-binding view",
  "dashboard",
  "mail",
  "export",
  "application",
] as const;
export type ReaderKind = (typeof readerKinds)[number];

/** A model, a view, or something outside SQL that an exposure names. */
export const reader = part("a reader", {
  kind: oneOf(readerKinds),
  /** `<database>.<relation>` or `<schema>.<relation>`, as in production; or an exposure's name. */
  name: text,
  /** `<database>.<table>` of every contract's table that it is derived from, sorted. */
  tables: listOf(text),
});
export type Reader = Of<typeof reader>;

const classifiedMembers = {
  name: text,
  /** The strictest of its source columns, unless its header gives another one and a reason. */
  classification: oneOf(classifications),
};
const classifiedColumn = part("a classified column", classifiedMembers);

/** A table or view of a curated database and who may see its columns. */
export const classifiedRelation = part("a classified relation", {
  /** `<database>.<relation>`, lower case, as in production. */
  name: text,
  columns: listOf(classifiedColumn),
});
export type ClassifiedRelation = Of<typeof classifiedRelation>;

export const modelColumn = part("a model's column", {
  ...classifiedMembers,
  type: columnType,
  description: anyText,
});

const queryPiece = Type.Unsafe<{ text: string } | { table: string }>({
  anyOf: [part("text", { text: anyText }), part("a table", { table: text })],
  title: "text, or a table",
});
export type QueryPiece = Of<typeof queryPiece>;

/**
 * How a build changes the table. `full` writes all rows. `incremental by time` replaces the days of `column` (a date)
 * that changed in `source`; the query reads the parameters `:since` and `:until` (timestamps, UTC, end excluded).
 * `merge` inserts and updates by the grain and deletes nothing.
 */
const modelMode = tagged("kind", "a mode", [
  part("full", { kind: constant("full") }),
  part("incremental by time", {
    kind: constant("incremental by time"),
    column: text,
    /** Column that the days come from, found by lineage; a timestamp or a date. */
    source: part("a source's column", { table: text, column: text }),
  }),
  part("merge", { kind: constant("merge") }),
]);
export type ModelMode = Of<typeof modelMode>;

/** What must be true for the table's new state before readers see it. */
const modelTest = tagged("kind", "a test", [
  part("unique", { kind: constant("unique"), columns: listOf(text) }),
  part("not_null", { kind: constant("not_null"), columns: listOf(text) }),
  part("accepted_values", {
    kind: constant("accepted_values"),
    column: text,
    values: listOf(Type.Unsafe<string | number>({ type: ["string", "number"], title: "text or a number" })),
  }),
  /** Every non-null value exists in `field` of the table `to`. */
  part("relationships", { kind: constant("relationships"), column: text, to: text, field: text }),
  part("row_count", { kind: constant("row_count"), min: optional(Type.Integer()), max: optional(Type.Integer()) }),
  /** The greatest value is at most this many hours before the end of the newest window in the table's sources. */
  part("freshness", { kind: constant("freshness"), column: text, hours: Type.Number({ title: "hours" }) }),
]);
export type ModelTest = Of<typeof modelTest>;

/** One file of `sql/curated`: an Iceberg table of a curated database. */
export const model = part("a model", {
  /** `<database>.<relation>`, lower case, as in production. */
  name: text,
  description: anyText,
  owner: anyText,
  columns: listOf(modelColumn),
  /** Columns that identify a row; unique and never null. */
  grain: listOf(text),
  mode: modelMode,
  partitions: listOf(partition),
  tests: listOf(modelTest),
  /** Spark SQL in pieces: literal text, and between it the tables and models that are read. */
  query: listOf(queryPiece),
  /** `<database>.<table>` of everything that it reads, sorted. */
  reads: listOf(text),
  /** Hash of everything that determines the table's columns and rows; if it changes, the table is rebuilt. */
  hash: sha256,
});
export type Model = Of<typeof model>;

export const sqlBundleKind = documentKind(
  "SQL bundle",
  {
    /** Every model comes after those that it reads. */
    models: listOf(model),
    /** Athena's views, for their columns' tags. */
    views: listOf(classifiedRelation),
    /** For reporting who is affected by a late table; absent in bundles from before readers were recorded. */
    readers: optional(listOf(reader)),
  },
  {
    code: "DEPLOYED_SQL_UNREADABLE",
    fix: "apply the SQL again with the release of the repository that is deployed",
  },
);
export type SqlBundle = ContentOf<typeof sqlBundleKind>;
