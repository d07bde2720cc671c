import * as Type from "typebox";
import { anyText, count, map, oneOf, optional, text, type Of } from "../validation/schema.ts";
import { listOf, documentKind, part, type ContentOf } from "./document.ts";
import { digits, error } from "./values.ts";

export const hops = ["raw", "staged", "accepted", "quarantined", "duplicates", "outside", "written", "stored"] as const;

/** Rows at one place on their way, and the sum of the first 60 bits of their hashes. */
export const hop = part("a hop", { hop: oneOf(hops), rows: count, rowHashSum: digits });
export type Hop = Of<typeof hop>;

export const processedStates = ["PUBLISHED", "UNCHANGED", "SUPERSEDED", "FAILED"] as const;
/**
 * What became of a dataset in the job. `SUPERSEDED`: the table is replaced and holds a newer extraction, so that nothing
 * was published.
 */
export type ProcessedState = (typeof processedStates)[number];

/** What the night's rows were beside those that were loaded. All of it is absent in documents from before it was said. */
export const nightNotes = {
  /** Rows outside the run's window that were not loaded. */
  outside: optional(count),
  /** Rows outside the run's window that were merged all the same; they are among the loaded ones. */
  loadedOutside: optional(count),
  /** Quarantined rows by reason. */
  quarantinedBy: optional(map("a map from reasons to rows", text, count)),
  /** Rows of an `append` dataset whose key is stored with other content, which stays. */
  changed: optional(count),
  /** Rows of a `merge` dataset without a window that the source no longer has; they stay. */
  removed: optional(count),
  /** What is worth a look although the night succeeded, each beginning with a code. */
  warnings: optional(listOf(anyText)),
  /**
   * The rows on their way, in the order of `hops`. `raw` are told by the hashes of lines, as extraction told them; the
   * others by those that tables store, which are keyed where a dataset has personal columns. `staged` are all rows once
   * more: accepted, quarantined, duplicates and outside together. Accepted rows are written, as they were read back from
   * the table, or stored already, as they are or newer; of a night that isn't published they are neither. `stored` is
   * absent in documents from before it was said.
   */
  hops: optional(listOf(hop)),
};

export type NightNotes = Of<ReturnType<typeof part<typeof nightNotes>>>;

/** What the job did with one dataset: `rows = loaded + quarantined + duplicates + outside`. */
export const processedDataset = part("a processed dataset", {
  ...nightNotes,
  datasetId: text,
  state: oneOf(processedStates),
  /** Rows read from raw. */
  rows: count,
  /** Rows that satisfy the contract, one per key. */
  loaded: count,
  quarantined: count,
  /** Rows of a key that another row of the same window has already. */
  duplicates: count,
  rowHashSum: digits,
  /** What the publication changed in the table: 0 everywhere when a night is run again. */
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
