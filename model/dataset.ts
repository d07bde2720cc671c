/** What a data contract says of one dataset, resolved: no ODCS spelling, no defaults left open. */

/** Column types of the processed zone, spelled as Spark, Athena and Glue all spell them. Timestamps are instants in UTC. */
export type ColumnType =
  "string" | "boolean" | "int" | "bigint" | "double" | "date" | "timestamp" | `decimal(${number},${number})`;

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

export interface Column {
  readonly name: string;
  /** The field's name in the source's records; the same as `name` unless the contract says otherwise. */
  readonly sourceName: string;
  readonly type: ColumnType;
  readonly required: boolean;
  readonly classification: Classification;
  readonly description: string;
  /** Unit of measure, as UCUM or plain words ("min", "mi", "USD"); absent for columns without one. */
  readonly unit?: string;
}

export interface Partition {
  readonly column: string;
  readonly transform: PartitionTransform;
}

/** How the records of one dataset are asked for: offset paging with a total, at most `pageSize` records per call. */
export interface Extraction {
  /** Path below the source's base URL, with a leading slash. */
  readonly path: string;
  /** Records per call; never more than the source's cap of 5,000. */
  readonly pageSize: number;
  /** Column that the source filters by; absent when every night reads the whole dataset. */
  readonly windowColumn?: string;
  /** Hours before a night's window that are asked for again, for rows that come late; absent: none. */
  readonly lookbackHours?: number;
}

/** What rows of a table that the source no longer has mean: the source may forget them, or that is a fault. */
export const removedRows = ["keep", "fail"] as const;
export type RemovedRows = (typeof removedRows)[number];

/** What a night may look like and still be published. */
export interface Tolerance {
  /** Share of the rows, in percent, from above which quarantined rows are a warning: 0 warns of each. */
  readonly quarantineWarnPercent: number;
  /** Share above which nothing of the dataset is published: what is there stays. 100 never stops. */
  readonly quarantineStopPercent: number;
  /** Whether a `replace` table may become empty because the source has no records. */
  readonly empty: boolean;
  /** For `merge` without a window, where a night sees all that the source has. */
  readonly removedRows: RemovedRows;
}

export interface Dataset {
  /** `<source>.<name>`, unique over all contracts. */
  readonly id: string;
  readonly source: string;
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly owner: string;
  readonly columns: readonly Column[];
  readonly primaryKey: readonly string[];
  readonly writeMode: WriteMode;
  /** Column whose newest value wins in `merge` mode. */
  readonly updatedAtColumn?: string;
  /** Days before what a night asks for in which `append` looks for its keys; absent: the whole table. */
  readonly uniqueDays?: number;
  readonly partitions: readonly Partition[];
  readonly extraction: Extraction;
  /** Schedule group: the datasets of a group run together, in one execution. */
  readonly group: string;
  /** Days that raw objects are kept before they expire. */
  readonly rawRetentionDays: number;
  /** Hours from one publication to the next that readers are promised at most; 25 to 168. */
  readonly freshnessHours: number;
  readonly tolerance: Tolerance;
}

/** A system that data comes from. Its base URL differs per stack and is in the stack's config. */
export interface Source {
  readonly name: string;
  readonly description: string;
  /** Suffix of the secret's name in Secrets Manager; the stack's prefix comes before it. */
  readonly tokenSecret: string;
  /** How the source issues new tokens; absent when it can't, and an operator puts them. */
  readonly tokenRotation?: TokenRotation;
}

/**
 * Where a source issues tokens: `POST` with the current one answers 201 and `{"token": "…"}`, `GET` says by 200 or 401
 * whether a token is valid, which is no use of it. The one before is valid until the new one was used.
 */
export interface TokenRotation {
  /** Path below the source's base URL, with a leading slash. */
  readonly path: string;
}

/** When a group's night begins. */
export interface Schedule {
  readonly group: string;
  /** EventBridge Scheduler expression, e.g. `cron(30 2 * * ? *)`. */
  readonly expression: string;
  /** IANA time zone in which the expression and the night's date are meant. */
  readonly timeZone: string;
}

/** All contracts of the repository, compiled: what runs read instead of YAML. */
export interface Bundle {
  readonly formatVersion: 1;
  readonly sources: readonly Source[];
  readonly schedules: readonly Schedule[];
  readonly datasets: readonly Dataset[];
}
