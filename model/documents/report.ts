import { count, day, number, oneOf, optional, text, type Of } from "../validation/schema.ts";
import { modelStates, testOutcome } from "./curation-result.ts";
import { listOf, documentKind, part, type ContentOf } from "./document.ts";
import { drift } from "./drift.ts";
import { nightNotes, processedStates } from "./process-result.ts";
import { readerKinds } from "./sql-bundle.ts";
import { error, instant, windowPart } from "./values.ts";

export const datasetStates = ["SUCCEEDED", "FAILED"] as const;

export const reportDataset = part("a dataset of a report", {
  ...nightNotes,
  datasetId: text,
  state: oneOf(datasetStates),
  /** The job's outcome; absent if the job didn't reach the dataset, and in reports from before it was recorded. */
  processed: optional(oneOf(processedStates)),
  /** The error, naming page and reason; absent if the dataset succeeded. */
  error: optional(error),
  /** Absent if the source was not asked, or gave no total. */
  source: optional(count),
  /** Absent if the source gives no total. */
  planned: optional(count),
  landed: count,
  loaded: count,
  quarantined: count,
  duplicates: count,
  inserted: count,
  updated: count,
  deleted: count,
});
export type ReportDataset = Of<typeof reportDataset>;

/** A model's part of the report. */
export const reportModel = part("a model of a report", {
  /** As in production. */
  name: text,
  state: oneOf(modelStates),
  /** Rows of the table's new state. */
  rows: count,
  /** What an incremental build rewrote; absent if all rows, or none, were written. */
  rewritten: optional(part("what was rewritten", { days: count, rows: count })),
  /** Why it is FAILED, BLOCKED, or WAITING; absent otherwise. */
  error: optional(error),
  /** Tests that did not pass. */
  failedTests: listOf(
    part("a failed test", { test: testOutcome.properties.test, found: testOutcome.properties.found }),
  ),
});
export type ReportModel = Of<typeof reportModel>;

/** Source time that is missing in some datasets of a group until it is run again. */
export const gap = part("a gap", {
  group: text,
  window: windowPart,
  /** First and last day that it touches, in the group's time zone. */
  firstDate: day,
  lastDate: day,
  /** In alphabetical order. */
  datasets: listOf(text),
});
export type Gap = Of<typeof gap>;

/** A dataset that wasn't published within the time that its contract promises. */
export const late = part("a late dataset", {
  datasetId: text,
  /** Hours since the last publication, and the contract's maximum. */
  hours: number,
  promisedHours: number,
});
export type Late = Of<typeof late>;

export const staleReasons = ["failed", "late", "missing"] as const;

/** A dataset whose table lacks data that it should have by now. */
export const stale = part("a stale dataset", {
  datasetId: text,
  /** `failed`: its newest night. `late`: by its contract. `missing`: source time that wasn't run again. */
  because: listOf(oneOf(staleReasons)),
  /** Instant up to which the table has the source's data, except for gaps; absent before the first good night. */
  until: optional(instant),
  /** What is built from the table and so is no more current; absent if the applied SQL doesn't record readers. */
  readBy: optional(listOf(part("a reader", { kind: oneOf(readerKinds), name: text }))),
});
export type Stale = Of<typeof stale>;

/** The morning report: was the night complete, and if not, which dataset, page, and reason. */
export const reportKind = documentKind(
  "report",
  {
    runId: text,
    group: text,
    window: windowPart,
    state: oneOf(datasetStates),
    error: optional(error),
    startedAt: instant,
    finishedAt: instant,
    datasets: listOf(reportDataset),
    /** Models in build order; absent if the night did not reach them. */
    curation: optional(listOf(reportModel)),
    /** How landed data differs from its contracts; absent if nothing landed. Doesn't affect the state. */
    drift: optional(drift),
    /**
     * Missing nights of the group, including this one if it failed; absent if there are none. Doesn't affect the state.
     */
    gaps: optional(listOf(gap)),
    /**
     * Datasets of the group that are late by their contracts after this night; absent if there are none. Doesn't affect
     * the state.
     */
    late: optional(listOf(late)),
    /** Datasets of the group that failed, are late, or lack data, and who reads them; absent if there are none. */
    stale: optional(listOf(stale)),
  },
  { code: "REPORT_UNREADABLE", fix: "read it with the release of the repository that is deployed" },
);
export type Report = ContentOf<typeof reportKind>;
