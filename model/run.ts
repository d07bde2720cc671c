/** The documents that a run leaves behind, from its input to its report. All are JSON with camelCase keys. */
import type { Drift } from "./drift.ts";
import type { FieldNotes } from "./field-notes.ts";
import type { ReportModel } from "./sql/curation.ts";
import type { Reader } from "./sql/readers.ts";

/** Half-open interval of source time, ISO 8601 instants in UTC with milliseconds. */
export interface Window {
  readonly since: string;
  readonly until: string;
}

/** Input of the nightly state machine. */
export interface RunInput {
  /** Also the execution's name, so that a night starts once: `<group>-<since>-<until>-a<attempt>`. */
  readonly runId: string;
  readonly group: string;
  readonly window: Window;
}

/** One SQS message: a claim check for at most `limit` records, never the records themselves. */
export interface PageMessage {
  readonly runId: string;
  readonly datasetId: string;
  /** From 0. */
  readonly page: number;
  readonly offset: number;
  readonly limit: number;
  /** Records that the plan expects on this page. */
  readonly expectedRows: number;
  /** Records that the source said the dataset has in the window when the run was planned. */
  readonly expectedTotal: number;
  readonly window: Window;
  /** `<bucket-relative key>` of the compiled contracts that the run was planned with. */
  readonly bundleKey: string;
}

/** What is recorded of a landed page, in the ledger and, but for its fields, in the manifest. */
export interface PageRecord {
  readonly page: number;
  readonly key: string;
  readonly rows: number;
  readonly bytes: number;
  /** SHA-256 of the object's bytes, hex. */
  readonly sha256: string;
  /** Sum of the first 60 bits of each line's SHA-256, decimal digits. A sum, so that equal pairs don't cancel. */
  readonly rowHashSum: string;
  readonly extractedAt: string;
  /** How its fields differ from the contract's; absent when they don't. */
  readonly fields?: FieldNotes;
}

export interface ManifestDataset {
  readonly datasetId: string;
  /** What the source was asked for: the run's window, and the hours before it that its contract looks back. */
  readonly window: Window;
  /** The source's total, asked again after the last page. */
  readonly sourceRows: number;
  readonly rows: number;
  readonly rowHashSum: string;
  readonly objects: readonly PageRecord[];
}

/** Exactly what a job reads: nothing else in the bucket counts. Datasets that did not reconcile are absent. */
export interface Manifest {
  readonly formatVersion: 1;
  readonly runId: string;
  readonly group: string;
  readonly window: Window;
  readonly bucket: string;
  readonly bundleKey: string;
  readonly datasets: readonly ManifestDataset[];
}

export const hops = ["raw", "staged", "accepted", "quarantined", "duplicates", "outside", "written", "stored"] as const;

/** Rows at one place on their way, and the sum of the first 60 bits of their hashes. */
export interface Hop {
  readonly hop: (typeof hops)[number];
  readonly rows: number;
  readonly rowHashSum: string;
}

/**
 * What became of a dataset in the job. `SUPERSEDED`: the table is replaced and holds a newer extraction, so that nothing
 * was published.
 */
export type ProcessedState = "PUBLISHED" | "UNCHANGED" | "SUPERSEDED" | "FAILED";

/** What the night's rows were beside those that were loaded. All of it is absent in documents from before it was said. */
export interface NightNotes {
  /** Rows outside the run's window that were not loaded. */
  readonly outside?: number;
  /** Rows outside the run's window that were merged all the same; they are among the loaded ones. */
  readonly loadedOutside?: number;
  /** Quarantined rows by reason. */
  readonly quarantinedBy?: Readonly<Record<string, number>>;
  /** Rows of an `append` dataset whose key is stored with other content, which stays. */
  readonly changed?: number;
  /** Rows of a `merge` dataset without a window that the source no longer has; they stay. */
  readonly removed?: number;
  /** What is worth a look although the night succeeded, each beginning with a code. */
  readonly warnings?: readonly string[];
  /**
   * The rows on their way, in the order of `hops`. `raw` are told by the hashes of lines, as extraction told them; the
   * others by those that tables store, which are keyed where a dataset has personal columns. `staged` are all rows once
   * more: accepted, quarantined, duplicates and outside together. Accepted rows are written, as they were read back from
   * the table, or stored already, as they are or newer; of a night that isn't published they are neither. `stored` is
   * absent in documents from before it was said.
   */
  readonly hops?: readonly Hop[];
}

/** What the job did with one dataset: `rows = loaded + quarantined + duplicates + outside`. */
export interface ProcessedDataset extends NightNotes {
  readonly datasetId: string;
  readonly state: ProcessedState;
  /** Rows read from raw. */
  readonly rows: number;
  /** Rows that satisfy the contract, one per key. */
  readonly loaded: number;
  readonly quarantined: number;
  /** Rows of a key that another row of the same window has already. */
  readonly duplicates: number;
  readonly rowHashSum: string;
  /** What the publication changed in the table: 0 everywhere when a night is run again. */
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
  readonly snapshotId?: string;
  readonly seconds: number;
  readonly error?: string;
}

export interface ProcessResult {
  readonly formatVersion: 1;
  readonly runId: string;
  readonly datasets: readonly ProcessedDataset[];
  /** Seconds by phase of the job, e.g. `start`, `read`, `publish`. */
  readonly seconds: Readonly<Record<string, number>>;
}

export const datasetStates = ["SUCCEEDED", "FAILED"] as const;

export interface ReportDataset extends NightNotes {
  readonly datasetId: string;
  readonly state: (typeof datasetStates)[number];
  /** What the job made of it; absent when it came to nothing, and in reports from before it was said. */
  readonly processed?: ProcessedState;
  /** What went wrong, naming page and reason; absent when the dataset succeeded. */
  readonly error?: string;
  /** Absent when the source was not asked, or gave no total. */
  readonly source?: number;
  readonly planned: number;
  readonly landed: number;
  readonly loaded: number;
  readonly quarantined: number;
  readonly duplicates: number;
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
}

/** Source time that is missing in some datasets of a group, until it is run again. */
export interface Gap {
  readonly group: string;
  readonly window: Window;
  /** First and last day that it touches, `YYYY-MM-DD` in the group's time zone. */
  readonly firstDate: string;
  readonly lastDate: string;
  /** In alphabetical order. */
  readonly datasets: readonly string[];
}

/** A dataset that wasn't published within the time that its contract promises. */
export interface Late {
  readonly datasetId: string;
  /** Hours since the last publication, and the most that the contract promises. */
  readonly hours: number;
  readonly promisedHours: number;
}

export const staleReasons = ["failed", "late", "missing"] as const;

/** A dataset whose table lacks what it should have by now. */
export interface Stale {
  readonly datasetId: string;
  /** `failed`: its newest night. `late`: by its contract. `missing`: source time that wasn't run again. */
  readonly because: readonly (typeof staleReasons)[number][];
  /** Instant up to which the table has what the source had, apart from what is missing; absent before the first good night. */
  readonly until?: string;
  /** What is made of the table and so has no more than it; absent when the applied SQL doesn't say who reads what. */
  readonly readBy?: readonly Pick<Reader, "kind" | "name">[];
}

/** The morning's answer: was the night complete, and if not, which dataset, page and reason. */
export interface Report {
  readonly formatVersion: 1;
  readonly runId: string;
  readonly group: string;
  readonly window: Window;
  readonly state: "SUCCEEDED" | "FAILED";
  readonly error?: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly datasets: readonly ReportDataset[];
  /** Models in the order in which they were built; absent when the night did not come to them. */
  readonly curation?: readonly ReportModel[];
  /** How what landed differs from its contracts; absent when nothing landed. Doesn't decide the state. */
  readonly drift?: Drift;
  /** Nights of the group that are missing, this one included when it failed; absent when none is. Doesn't decide the state. */
  readonly gaps?: readonly Gap[];
  /** Datasets of the group that are late by their contracts after this night; absent when none is. Doesn't decide the state. */
  readonly late?: readonly Late[];
  /** Datasets of the group that failed, are late or lack something, and who reads them; absent when none does. */
  readonly stale?: readonly Stale[];
}
