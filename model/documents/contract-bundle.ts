/** The data contracts, resolved: without ODCS spelling, with all defaults filled in. */
import * as Type from "typebox";
import {
  anyText,
  constant,
  count,
  flag,
  oneOf,
  optional,
  string,
  tagged,
  text,
  type Of,
} from "../validation/schema.ts";
import { documentKind, listOf, part, type ContentOf } from "./document.ts";

/**
 * Column types of the processed zone, in the spelling that Spark, Athena, and Glue share. Timestamps are instants in
 * UTC.
 */
export type ColumnType =
  "string" | "boolean" | "int" | "bigint" | "double" | "date" | "timestamp" | `decimal(${number},${number})`;
export const columnType = Type.Unsafe<ColumnType>({
  type: "string",
  pattern: "^(string|boolean|int|bigint|double|date|timestamp|decimal\\(\\d+,\\d+\\))$",
  title: "a column's type",
});

export const classifications = ["public", "internal", "confidential", "personal"] as const;
/** Who may see a column's values. `personal` columns are masked when they leave the raw zone. */
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
/**
 * What it means if a table has rows that the source no longer has: either sources may delete them, or it is an error.
 */
export type RemovedRows = (typeof removedRows)[number];

export const column = part("a column", {
  name: text,
  /** The field's name in the source's records; same as `name` unless the contract says otherwise. */
  sourceName: text,
  /** Names from the record's top level to the field; absent if it is there, under `sourceName`. */
  sourcePath: optional(listOf(anyText)),
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

export const windowFits = ["exact", "days", "open"] as const;
/**
 * How exactly a source filters by time: to the instant; by whole days in UTC; or from an instant on, without an end.
 * What it returns beyond the night's window belongs to the night too; keys keep rows of two nights single.
 */
export type WindowFit = (typeof windowFits)[number];

/** What a dataset's raw objects are (ADR 0049). */
export const rawFormat = tagged("type", "a format with its type", [
  part("JSON lines", { type: constant("json") }),
  /** The source's answers, each with a header as its first record. */
  part("CSV", {
    type: constant("csv"),
    delimiter: string(/^[\t !#-/:-@[-`{-~]$/, "a tab or one ASCII sign that is no quote"),
  }),
]);
export type RawFormat = Of<typeof rawFormat>;

/** How a dataset's records are requested from its source. */
export const extraction = part("an extraction", {
  /** What the source's kind needs to request them; `sources/<kind>` has its schema. */
  request: Type.Unsafe<Readonly<Record<string, unknown>>>({ type: "object", title: "a request" }),
  /** Column that the source filters by; absent if every night reads the whole dataset. */
  windowColumn: optional(text),
  /** Absent: exact. */
  windowFit: optional(oneOf(windowFits)),
  /** Hours before a night's window that are requested again, for late rows; absent: none. */
  lookbackHours: optional(count),
  /** Absent in the bundles of earlier releases, whose raw objects are JSON lines. */
  format: optional(rawFormat),
});
export type Extraction = Of<typeof extraction>;

const percent = Type.Number({ minimum: 0, maximum: 100, title: "a percentage" });

/** What a night may look like and still be published. */
export const tolerance = part("a tolerance", {
  /** Share of quarantined rows above which there is a warning: 0 warns about each. */
  quarantineWarnPercent: percent,
  /** Share above which nothing of the dataset is published and the table stays unchanged. 100 never stops. */
  quarantineStopPercent: percent,
  /** Whether a `replace` table may become empty because the source has no records. */
  empty: flag,
  /** For `merge` without a window, where a night sees everything that the source has. */
  removedRows: oneOf(removedRows),
});
export type Tolerance = Of<typeof tolerance>;

export const dataset = part("a dataset", {
  /** `<source>.<name>`, unique across all contracts. */
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
  /** Days before the requested window in which `append` looks for its keys; absent: the whole table. */
  uniqueDays: optional(count),
  partitions: listOf(partition),
  extraction,
  /** Schedule group: the datasets of a group run together, in one execution. */
  group: text,
  /** Days after which raw objects expire. */
  rawRetentionDays: count,
  /** Maximum hours between publications that readers are promised: more than the time between two runs. */
  freshnessHours: count,
  tolerance,
});
export type Dataset = Of<typeof dataset>;

/**
 * Where a source issues tokens: `POST` with the current token answers 201 and `{"token": "…"}`; `GET` answers 200 or
 * 401, which says whether a token is valid and doesn't count as a use. The previous token stays valid until the new one
 * is used.
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
  /** Its folder in `sources/`. */
  kind: text,
  /** What the kind needs to know of it; `sources/<kind>` has its schema. */
  settings: Type.Unsafe<Readonly<Record<string, unknown>>>({ type: "object", title: "settings" }),
  /** Suffix of the secret's name in Secrets Manager; the stack's prefix precedes it. Absent if it needs none. */
  tokenSecret: optional(text),
  /** How the source issues new tokens; absent if it can't and an operator sets them. */
  tokenRotation: optional(tokenRotation),
});
export type Source = Of<typeof source>;

/** A cron expression can't say "every second week": the scheduler fires weekly, and `start` skips the weeks between. */
const scheduleWeeks = part("a schedule's weeks", {
  /** 2 or more. */
  every: count,
  /** A date on which a run is due, `YYYY-MM-DD` in the time zone. */
  firstRun: text,
});

/** When a group's runs are due. */
export const schedule = part("a schedule", {
  group: text,
  /** EventBridge Scheduler expression, e.g. `cron(30 2 * * ? *)`. */
  expression: text,
  /** IANA time zone of the expression and of the night's date. */
  timeZone: text,
  /** Absent if every time of the expression is due. */
  weeks: optional(scheduleWeeks),
});
export type Schedule = Of<typeof schedule>;

/** All contracts of the repository, compiled: what runs read instead of YAML. */
export const bundleKind = documentKind(
  "contract bundle",
  { sources: listOf(source), schedules: listOf(schedule), datasets: listOf(dataset) },
  { code: "BUNDLE_UNREADABLE", fix: "deploy the stack again, it uploads the contracts" },
);
export type Bundle = ContentOf<typeof bundleKind>;
