/** What the ledger remembers of a run; under which keys is in `model/ledger.ts`. */
import { constant, count, oneOf, optional, tagged, text, type Of } from "../validation/schema.ts";
import { listOf, part } from "./document.ts";
import { pageRecord } from "./page-record.ts";
import { digits, error, instant, key, windowPart } from "./values.ts";

/** EXTRACTING until every page is settled and compared; RECONCILED while the job works; then the run's end. */
export const runStates = ["EXTRACTING", "RECONCILED", "SUCCEEDED", "FAILED"] as const;
export type RunState = (typeof runStates)[number];

export const pageStates = ["LANDED", "FAILED"] as const;
export type PageState = (typeof pageStates)[number];

const isTrue = constant(true);

export const runItem = part("a run's item", {
  runId: text,
  group: text,
  window: windowPart,
  state: oneOf(runStates),
  /** Of the compiled contracts that the run was planned with; absent when it ended before it was planned. */
  bundleKey: optional(key),
  startedAt: instant,
  /** There when the window wasn't over when the run began: the source may get more rows of it. */
  partial: optional(isTrue),
  /** Resumes the state machine; a secret of a sort, so no read for people shows it. */
  taskToken: optional(text),
  manifestKey: optional(key),
  /** Datasets that reconciled and that did not; there with `manifestKey`. */
  reconciled: optional(count),
  failed: optional(count),
  finishedAt: optional(instant),
  reportKey: optional(key),
  error: optional(error),
});
export type RunItem = Of<typeof runItem>;

/** Rows of an earlier night that came to the source after that night was read. */
const lateRows = part("late rows", { window: windowPart, rows: count });
export type LateRows = Of<typeof lateRows>;

export const datasetItem = part("a dataset's item", {
  datasetId: text,
  state: oneOf(runStates),
  /** There when the source gave no total: what was planned is unknown then, and not the 0 that stands there. */
  unplanned: optional(isTrue),
  /** The source's total when the run was planned. */
  plannedRows: count,
  plannedPages: count,
  /** Counted in the transaction that lands a page, so a page counts once. */
  landedRows: count,
  landedPages: count,
  landedBytes: count,
  /** When the newest page landed; absent before the first. */
  lastLandedAt: optional(instant),
  /** Rows that the source has of nights before, and had not when these were read; absent when there are none. */
  late: optional(listOf(lateRows)),
  /** Pages that were given up. */
  failedPages: count,
  /** The source's total, asked again after the last page; absent when it wasn't asked, or gave none. */
  sourceRows: optional(count),
  /** Sum over the manifest's pages; there when the dataset reconciled. */
  rowHashSum: optional(digits),
  error: optional(error),
});
export type DatasetItem = Of<typeof datasetItem>;

const landedPageItem = part("a landed page's item", {
  ...pageRecord.properties,
  datasetId: text,
  state: constant("LANDED"),
});
export type LandedPageItem = Of<typeof landedPageItem>;

const failedPageItem = part("a failed page's item", {
  datasetId: text,
  page: count,
  state: constant("FAILED"),
  error,
  failedAt: instant,
});
export type FailedPageItem = Of<typeof failedPageItem>;

export const pageItem = tagged("state", "a page's item", [landedPageItem, failedPageItem]);
export type PageItem = LandedPageItem | FailedPageItem;

export const groupRunItem = part("a group's run", {
  runId: text,
  group: text,
  window: windowPart,
  startedAt: instant,
  /** As of RunItem. */
  partial: optional(isTrue),
});
export type GroupRunItem = Of<typeof groupRunItem>;

/**
 * The run that is at work in a group, from the transaction that opens it until its report; without attributes when there is
 * none. One lock for all windows: tables that are read whole overlap in every night, and two runs would publish to the same
 * tables side by side.
 */
export const lockItem = part("a group's lock", { runId: text, since: instant });
export type LockItem = Of<typeof lockItem>;

export const groupItem = part("a group's item", { group: text });
