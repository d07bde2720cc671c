import * as Type from "typebox";
import { anyText, count, day, flag, oneOf, optional, orNull, text, type Of } from "../validation/schema.ts";
import { listOf, documentKind, part, type ContentOf } from "./document.ts";
import { digits, error } from "./values.ts";

export const modelStates = ["PUBLISHED", "UNCHANGED", "FAILED", "BLOCKED", "WAITING"] as const;
/**
 * `PUBLISHED`: readers see the new state. `UNCHANGED`: nothing that it reads changed. `FAILED`: a test or the engine
 * failed; readers see the previous state. `BLOCKED`: something that it reads failed. `WAITING`: a table that it reads
 * does not exist yet, because its group has not run.
 */
export type ModelState = (typeof modelStates)[number];

export const buildKinds = ["full", "incremental", "merge"] as const;

export const testOutcome = part("a test's outcome", {
  /** E.g. `unique(day, customer_id)`. */
  test: text,
  passed: flag,
  /** Number of violating rows, a count that is out of bounds, or an age in hours. */
  found: count,
});

export const modelOutcome = part("a model's outcome", {
  /** As in production. */
  name: text,
  state: oneOf(modelStates),
  /** How it was built; null if it wasn't. A build of all days of an incremental model is `full`. */
  built: orNull(oneOf(buildKinds)),
  /** Range of days (end excluded) that an incremental build replaced; null for others. */
  since: orNull(day),
  until: orNull(day),
  /** Number of days that an incremental build rewrote; null for others. */
  daysWritten: orNull(count),
  /** Rows that the build wrote to the table; 0 if readers keep the previous state. */
  rowsWritten: count,
  /** Rows of the table's new state. */
  rows: count,
  seconds: Type.Number({ minimum: 0, title: "seconds" }),
  snapshotId: orNull(digits),
  tests: listOf(testOutcome),
  /** `CODE place: what was found; allowed … Fix: …`; null unless FAILED, BLOCKED, or WAITING. */
  error: orNull(error),
});
export type ModelOutcome = Of<typeof modelOutcome>;

/** The result that the curate job writes to the artifacts bucket. */
export const curationResultKind = documentKind(
  "curation result",
  {
    /** Night whose rows are built; absent in a build of `sql apply`. */
    runId: optional(text),
    environment: text,
    /** Empty if no SQL was applied yet. */
    bundleKey: anyText,
    /** In build order. Empty if no SQL was applied yet. */
    models: listOf(modelOutcome),
  },
  { code: "CURATION_RESULT_UNREADABLE", fix: "run the night again, or apply the SQL again" },
);
export type CurationResult = ContentOf<typeof curationResultKind>;
