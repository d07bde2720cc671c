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
  /** What the job made of it; absent when it came to nothing, and in reports from before it was said. */
  processed: optional(oneOf(processedStates)),
  /** What went wrong, naming page and reason; absent when the dataset succeeded. */
  error: optional(error),
  /** Absent when the source was not asked, or gave no total. */
  source: optional(count),
  planned: count,
  landed: count,
  loaded: count,
  quarantined: count,
  duplicates: count,
  inserted: count,
  updated: count,
  deleted: count,
});
export type ReportDataset = Of<typeof reportDataset>;

/** What the report says of one model. */
export const reportModel = part("a model of a report", {
  /** As in production. */
  name: text,
  state: oneOf(modelStates),
  /** Rows of the table's new state. */
  rows: count,
  /** What an incremental build wrote anew; absent where all rows, or none, were written. */
  rewritten: optional(part("what was rewritten", { days: count, rows: count })),
  /** Why it is FAILED, BLOCKED or WAITING; absent otherwise. */
  error: optional(error),
  /** Tests that did not pass. */
  failedTests: listOf(
    part("a failed test", { test: testOutcome.properties.test, found: testOutcome.properties.found }),
  ),
});
export type ReportModel = Of<typeof reportModel>;

/** Source time that is missing in some datasets of a group, until it is run again. */
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
  /** Hours since the last publication, and the most that the contract promises. */
  hours: number,
  promisedHours: number,
});
export type Late = Of<typeof late>;

export const staleReasons = ["failed", "late", "missing"] as const;

/** A dataset whose table lacks what it should have by now. */
export const stale = part("a stale dataset", {
  datasetId: text,
  /** `failed`: its newest night. `late`: by its contract. `missing`: source time that wasn't run again. */
  because: listOf(oneOf(staleReasons)),
  /** Instant up to which the table has what the source had, apart from what is missing; absent before the first good night. */
  until: optional(instant),
  /** What is made of the table and so has no more than it; absent when the applied SQL doesn't say who reads what. */
  readBy: optional(listOf(part("a reader", { kind: oneOf(readerKinds), name: text }))),
});
export type Stale = Of<typeof stale>;

/** The morning's answer: was the night complete, and if not, which dataset, page and reason. */
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
    /** Models in the order in which they were built; absent when the night did not come to them. */
    curation: optional(listOf(reportModel)),
    /** How what landed differs from its contracts; absent when nothing landed. Doesn't decide the state. */
    drift: optional(drift),
    /** Nights of the group that are missing, this one included when it failed; absent when none is. Doesn't decide the state. */
    gaps: optional(listOf(gap)),
    /** Datasets of the group that are late by their contracts after this night; absent when none is. Doesn't decide the state. */
    late: optional(listOf(late)),
    /** Datasets of the group that failed, are late or lack something, and who reads them; absent when none does. */
    stale: optional(listOf(stale)),
  },
  { code: "REPORT_UNREADABLE", fix: "read it with the release of the repository that is deployed" },
);
export type Report = ContentOf<typeof reportKind>;
