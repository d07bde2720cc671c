/** What the data contracts say, resolved: no ODCS spelling, no defaults left open. */
import * as Type from "typebox";
import { anyText, count, flag, oneOf, optional, text, type Of } from "../validation/schema.ts";
import { documentKind, listOf, part, type ContentOf } from "./document.ts";

/** Column types of the processed zone, spelled as Spark, Athena and Glue all spell them. Timestamps are instants in UTC. */
export type ColumnType =
  "string" | "boolean" | "int" | "bigint" | "double" | "date" | "timestamp" | `decimal(${number},${number})`;
export const columnType = Type.Unsafe<ColumnType>({
  type: "string",
  pattern: "^(string|boolean|int|bigint|double|date|timestamp|decimal\\(\\d+,\\d+\\))$",
  title: "a column's type",
});

export const classifications = ["public", "internal", "confidential", "personal"] as const;
/** Who may see a column's values. `personal` columns are masked on their way out of the raw zone. */
export type Classification = (typeof classifications)[number];

export const writeModes = ["append", "merge", "replace"] as const;
/**
 * How a night's rows enter the table: `append` adds events once per key, `merge` keeps the newest version of each key
 * by `updatedAtColumn`, `replace` swaps the whole table.
 */
export type WriteMode = (typeof writeModes)[number];

export const partitionTransforms = ["identity", "day", "month", "year"] as const;
export type PartitionTransform = (typeof partitionTransforms)[number];

export const removedRows = ["keep", "fail"] as const;
/** What rows of a table that the source no longer has mean: the source may forget them, or that is a fault. */
export type RemovedRows = (typeof removedRows)[number];

export const column = part("a column", {
  name: text,
  /** The field's name in the source's records; the same as `name` unless the contract says otherwise. */
  sourceName: text,
  type: columnType,
  required: flag,
  classification: oneOf(classifications),
  description: anyText,
  /** Unit of measure, as UCUM or plain words ("min", "mi", "USD"); absent for columns without one. */
  unit: optional(text),
});
export type Column = Of<typeof column>;

export const partition = part("a partition", { column: text, transform: oneOf(partitionTransforms) });
export type Partition = Of<typeof partition>;

/** How the records of one dataset are asked for: offset paging with a total, at most `pageSize` records per call. */
export const extraction = part("an extraction", {
  /** Path below the source's base URL, with a leading slash. */
  path: text,
  /** Records per call; never more than the source's cap of 5,000. */
  pageSize: count,
  /** Column that the source filters by; absent when every night reads the whole dataset. */
  windowColumn: optional(text),
  /** Hours before a night's window that are asked for again, for rows that come late; absent: none. */
  lookbackHours: optional(count),
});
export type Extraction = Of<typeof extraction>;

const percent = Type.Number({ minimum: 0, maximum: 100, title: "a percentage" });

/** What a night may look like and still be published. */
export const tolerance = part("a tolerance", {
  /** Share of the rows from above which quarantined rows are a warning: 0 warns of each. */
  quarantineWarnPercent: percent,
  /** Share above which nothing of the dataset is published: what is there stays. 100 never stops. */
  quarantineStopPercent: percent,
  /** Whether a `replace` table may become empty because the source has no records. */
  empty: flag,
  /** For `merge` without a window, where a night sees all that the source has. */
  removedRows: oneOf(removedRows),
});
export type Tolerance = Of<typeof tolerance>;

export const dataset = part("a dataset", {
  /** `<source>.<name>`, unique over all contracts. */
  id: text,
  source: text,
  name: text,
  version: text,
  description: anyText,
  owner: anyText,
  columns: listOf(column),
  primaryKey: listOf(text),
  writeMode: oneOf(writeModes),
  /** Column whose newest value wins in `merge` mode. */
  updatedAtColumn: optional(text),
  /** Days before what a night asks for in which `append` looks for its keys; absent: the whole table. */
  uniqueDays: optional(count),
  partitions: listOf(partition),
  extraction,
  /** Schedule group: the datasets of a group run together, in one execution. */
  group: text,
  /** Days that raw objects are kept before they expire. */
  rawRetentionDays: count,
  /** Hours from one publication to the next that readers are promised at most; 25 to 168. */
  freshnessHours: count,
  tolerance,
});
export type Dataset = Of<typeof dataset>;

/**
 * Where a source issues tokens: `POST` with the current one answers 201 and `{"token": "…"}`, `GET` says by 200 or 401
 * whether a token is valid, which is no use of it. The one before is valid until the new one was used.
 */
const tokenRotation = part("a token's rotation", {
  /** Path below the source's base URL, with a leading slash. */
  path: text,
});
export type TokenRotation = Of<typeof tokenRotation>;

/** A system that data comes from. Its base URL differs per stack and is in the stack's config. */
export const source = part("a source", {
  name: text,
  description: anyText,
  /** Suffix of the secret's name in Secrets Manager; the stack's prefix comes before it. */
  tokenSecret: text,
  /** How the source issues new tokens; absent when it can't, and an operator puts them. */
  tokenRotation: optional(tokenRotation),
});
export type Source = Of<typeof source>;

/** When a group's night begins. */
export const schedule = part("a schedule", {
  group: text,
  /** EventBridge Scheduler expression, e.g. `cron(30 2 * * ? *)`. */
  expression: text,
  /** IANA time zone in which the expression and the night's date are meant. */
  timeZone: text,
});
export type Schedule = Of<typeof schedule>;

/** All contracts of the repository, compiled: what runs read instead of YAML. */
export const bundleKind = documentKind(
  "contract bundle",
  { sources: listOf(source), schedules: listOf(schedule), datasets: listOf(dataset) },
  { code: "BUNDLE_UNREADABLE", fix: "deploy the stack again, it uploads the contracts" },
);
export type Bundle = ContentOf<typeof bundleKind>;
