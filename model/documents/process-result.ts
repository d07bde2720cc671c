import * as Type from "typebox";
import { anyText, count, map, oneOf, optional, text, type Of } from "../validation/schema.ts";
import { listOf, documentKind, part, type ContentOf } from "./document.ts";
import { digits, error } from "./values.ts";

export const hops = ["raw", "staged", "accepted", "quarantined", "duplicates", "outside", "written", "stored"] as const;

/** Rows at one stage of the pipeline, and the sum of the first 60 bits of their hashes. */
export const hop = part("a hop", { hop: oneOf(hops), rows: count, rowHashSum: digits });
export type Hop = Of<typeof hop>;

export const processedStates = ["PUBLISHED", "UNCHANGED", "SUPERSEDED", "FAILED"] as const;
/**
 * Outcome of a dataset in the job. `SUPERSEDED`: the table is replaced as a whole and holds a newer extraction, so
 * nothing was published.
 */
export type ProcessedState = (typeof processedStates)[number];

/** The night's rows besides the loaded ones. All are absent in documents from before they were recorded. */
export const nightNotes = {
  /** Rows outside the run's window that were not loaded. */
  outside: optional(count),
  /** Rows outside the run's window that were merged anyway; they are included in the loaded ones. */
  loadedOutside: optional(count),
  /** Quarantined rows by reason. */
  quarantinedBy: optional(map("a map from reasons to rows", text, count)),
  /** Rows of an `append` dataset whose key is already stored with different content; the stored row stays. */
  changed: optional(count),
  /** Rows of a `merge` dataset without a window that the source no longer has; they stay. */
  removed: optional(count),
  /** Warnings of a successful night, each starting with a code. */
  warnings: optional(listOf(anyText)),
  /**
   * Row counts along the pipeline, in the order of `hops`. `raw` uses the hashes of lines, as in extraction; the others
   * use the hashes that tables store, which are keyed if a dataset has personal columns. `staged` counts all rows
   * again: accepted, quarantined, duplicates, and outside together. Accepted rows are either written, as read back from
   * the table, or already stored, in the same or a newer version; for a night that isn't published they are neither.
   * `stored` is absent in documents from before it was recorded.
   */
  hops: optional(listOf(hop)),
};

export type NightNotes = Of<ReturnType<typeof part<typeof nightNotes>>>;

/** The job's result for one dataset: `rows = loaded + quarantined + duplicates + outside`. */
export const processedDataset = part("a processed dataset", {
  ...nightNotes,
  datasetId: text,
  state: oneOf(processedStates),
  /** Rows read from raw. */
  rows: count,
  /** Rows that satisfy the contract, one per key. */
  loaded: count,
  quarantined: count,
  /** Rows whose key another row of the same window already has. */
  duplicates: count,
  rowHashSum: digits,
  /** What the publication changed in the table: all 0 if a night is run again. */
  inserted: count,
  updated: count,
  deleted: count,
  snapshotId: optional(digits),
  seconds: Type.Number({ minimum: 0, title: "seconds" }),
  error: optional(error),
});
export type ProcessedDataset = Of<typeof processedDataset>;

export const processResultKind = documentKind(
  "process result",
  {
    runId: text,
    datasets: listOf(processedDataset),
    /** Seconds by phase of the job, e.g. `start`, `read`, `publish`. */
    seconds: map("a map from phases to seconds", text, Type.Number({ minimum: 0, title: "seconds" })),
  },
  { code: "PROCESS_RESULT_UNREADABLE", fix: "run the night again" },
);
export type ProcessResult = ContentOf<typeof processResultKind>;
