/** What an API may do wrong, by where it happens. `docs/sandbox.md` says what each one is. */

/** Faults of the whole answer of any route. */
export const answerFaults = [
  "truncated",
  "cut-off",
  "broken-gzip",
  "error-200",
  "hang",
  "reset",
  "500",
  "503-once",
  "401",
  "wrong-content-type",
  "html-login",
  "redirect",
] as const;

/** Faults of the rows behind all pages. */
export const sourceFaults = ["shuffle", "duplicate", "ignores-window", "wide-window", "empty", "capped"] as const;

/** Changes between two calls, which stay. */
export const betweenFaults = ["insert-between", "delete-between", "update-between"] as const;

const totalFaults = ["total-capped", "total-stale", "header-total-text"] as const;

const pagingFaults = ["cursor-loops", "next-link-elsewhere", "cursor-expired", "keyset-repeats"] as const;

/** Faults of the records of a page. */
const recordFaults = [
  "short-middle",
  "empty-middle",
  "null-records",
  "records-not-list",
  "duplicate-json-key",
  "deep-nesting",
  "field-new",
  "field-missing",
  "field-retyped",
  "field-null",
  "csv-ragged",
  "csv-header-changes",
  "csv-header-missing",
  "bom",
] as const;

export const faults = [
  ...answerFaults,
  ...sourceFaults,
  ...betweenFaults,
  ...totalFaults,
  ...pagingFaults,
  ...recordFaults,
] as const;
export type Fault = (typeof faults)[number];
