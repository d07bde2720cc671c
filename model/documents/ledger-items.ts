/** The ledger's items about a run; `model/ledger.ts` defines their keys. */
import { constant, count, number, oneOf, optional, tagged, text, type Of } from "../validation/schema.ts";
import { listOf, part } from "./document.ts";
import { pageRecord } from "./page-record.ts";
import { digits, error, instant, key, piece, windowPart } from "./values.ts";

/** EXTRACTING until every page is settled and compared; RECONCILED while the job runs; then the run's outcome. */
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
  /** Key of the compiled contracts that the run was planned with; absent if it ended before planning. */
  bundleKey: optional(key),
  startedAt: instant,
  /** Present if the window wasn't over when the run started: the source may still get more rows in it. */
  partial: optional(isTrue),
  /** Resumes the state machine; effectively a secret, so it is not shown to people. */
  taskToken: optional(text),
  manifestKey: optional(key),
  /** Numbers of datasets that reconciled and that did not; present with `manifestKey`. */
  reconciled: optional(count),
  failed: optional(count),
  finishedAt: optional(instant),
  reportKey: optional(key),
  error: optional(error),
});
export type RunItem = Of<typeof runItem>;

/** Rows of an earlier night that reached the source after that night was read. */
const lateRows = part("late rows", { window: windowPart, rows: count });
export type LateRows = Of<typeof lateRows>;

export const datasetItem = part("a dataset's item", {
  datasetId: text,
  state: oneOf(runStates),
  /** Present if it failed at planning: the planned rows are then unknown, despite the stored 0. */
  unplanned: optional(isTrue),
  /** The source's total when the run was planned; absent if it gives none. */
  plannedRows: optional(count),
  /** Pages known so far: of a chain, whose pages each tell of the next one, those that landed and the next. */
  plannedPages: count,
  /** The first piece of a chain; absent if all pieces were known when the run was planned. */
  firstPiece: optional(piece),
  /** Counted in the transaction that lands a page, so each page counts once. */
  landedRows: count,
  landedPages: count,
  landedBytes: count,
  /** When the latest page landed; absent before the first. */
  lastLandedAt: optional(instant),
  /**
   * Rows of earlier nights that the source has now but didn't have when those nights were read; absent if there are
   * none.
   */
  late: optional(listOf(lateRows)),
  /** Pages that failed for good. */
  failedPages: count,
  /**
   * The source's total, requested again after the last page; absent if it wasn't requested, or the source gives none.
   */
  sourceRows: optional(count),
  /** Sum over the manifest's pages; present if the dataset reconciled. */
  rowHashSum: optional(digits),
  error: optional(error),
});
export type DatasetItem = Of<typeof datasetItem>;

const landedPageItem = part("a landed page's item", {
  ...pageRecord.properties,
  datasetId: text,
  state: constant("LANDED"),
  /** The piece after this page's, in a chain that goes on. */
  next: optional(piece),
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
  /** As in RunItem. */
  partial: optional(isTrue),
});
export type GroupRunItem = Of<typeof groupRunItem>;

/**
 * The active run of a group, from the transaction that opens it until its report; without attributes if there is none.
 * One lock for all windows: tables that are read whole overlap in every night, and two concurrent runs would publish to
 * the same tables.
 */
export const lockItem = part("a group's lock", { runId: text, since: instant });
export type LockItem = Of<typeof lockItem>;

export const groupItem = part("a group's item", { group: text });

/** What a source's rate has left. */
export const rateItem = part("a source's rate", {
  /** When a steady caller would make the next call, in epoch milliseconds. */
  nextAt: number,
  /** Days since 1970, in UTC, and the calls made on that day. */
  day: count,
  used: count,
});
export type RateItem = Of<typeof rateItem>;
