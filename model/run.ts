/** The documents that a run leaves behind, from its input to its report. All are JSON with camelCase keys. */
import type { Drift } from "./drift.ts";
import type { FieldNotes } from "./field-notes.ts";
import type { ReportModel } from "./sql/curation.ts";

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

/** What the job did with one dataset: `rows = loaded + quarantined + duplicates`. */
export interface ProcessedDataset {
  readonly datasetId: string;
  readonly state: "PUBLISHED" | "UNCHANGED" | "FAILED";
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

export interface ReportDataset {
  readonly datasetId: string;
  readonly state: (typeof datasetStates)[number];
  /** What went wrong, naming page and reason; absent when the dataset succeeded. */
  readonly error?: string;
  readonly source: number;
  readonly planned: number;
  readonly landed: number;
  readonly loaded: number;
  readonly quarantined: number;
  readonly duplicates: number;
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
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
}
