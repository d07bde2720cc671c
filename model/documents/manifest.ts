import { count, optional, text, type Of } from "../validation/schema.ts";
import { listOf, documentKind, part, type ContentOf } from "./document.ts";
import { pageRecord } from "./page-record.ts";
import { digits, key, windowPart } from "./values.ts";

export const manifestDataset = part("a dataset of a manifest", {
  datasetId: text,
  /**
   * The window requested from the source: the run's window plus the contract's lookback before it. Absent in manifests
   * from before contracts could look back.
   */
  window: optional(windowPart),
  /** The source's total, requested again after the last page, or counted by another walk; absent if it gives none. */
  sourceRows: optional(count),
  rows: count,
  rowHashSum: digits,
  objects: listOf(pageRecord),
});
export type ManifestDataset = Of<typeof manifestDataset>;

/** Exactly what a job reads: nothing else in the bucket counts. Datasets that did not reconcile are absent. */
export const manifestKind = documentKind(
  "manifest",
  {
    runId: text,
    group: text,
    window: windowPart,
    bucket: text,
    /** Key of the compiled contracts that the run was planned with. */
    bundleKey: key,
    datasets: listOf(manifestDataset),
  },
  { code: "MANIFEST_UNREADABLE", fix: "run the night again" },
);
export type Manifest = ContentOf<typeof manifestKind>;
