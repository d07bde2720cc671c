import * as Type from "typebox";
import { anyText, count, day, flag, oneOf, optional, orNull, text, type Of } from "../validation/schema.ts";
import { listOf, documentKind, part, type ContentOf } from "./document.ts";
import { digits, error } from "./values.ts";

export const modelStates = ["PUBLISHED", "UNCHANGED", "FAILED", "BLOCKED", "WAITING"] as const;
/**
 * `PUBLISHED`: readers see the new state. `UNCHANGED`: nothing that it reads changed. `FAILED`: a test or the engine;
 * readers see the state before. `BLOCKED`: something that it reads failed. `WAITING`: a table that it reads is not there
 * yet, its group has not run.
 */
export type ModelState = (typeof modelStates)[number];

export const buildKinds = ["full", "incremental", "merge"] as const;

export const testOutcome = part("a test's outcome", {
  /** E.g. `unique(day, customer_id)`. */
  test: text,
  passed: flag,
  /** Rows that break it, a count that is out of bounds, or the hours of an age. */
  found: count,
});

export const modelOutcome = part("a model's outcome", {
  /** As in production. */
  name: text,
  state: oneOf(modelStates),
  /** How it was built; null where nothing was. A build of all days of an incremental model is `full`. */
  built: orNull(oneOf(buildKinds)),
  /** Days (end excluded) that an incremental build replaced; null for others. */
  since: orNull(day),
  until: orNull(day),
  /** How many days an incremental build wrote anew; null for others. */
  daysWritten: orNull(count),
  /** Rows that the build put into the table; none where readers keep what they had. */
  rowsWritten: count,
  /** Rows of the table's new state. */
  rows: count,
  seconds: Type.Number({ minimum: 0, title: "seconds" }),
  snapshotId: orNull(digits),
  tests: listOf(testOutcome),
  /** `CODE place: what was found; allowed … Fix: …`; null unless FAILED, BLOCKED or WAITING. */
  error: orNull(error),
});
export type ModelOutcome = Of<typeof modelOutcome>;

/** What the curate job did, as it writes it to the artifacts bucket. */
export const curationResultKind = documentKind(
  "curation result",
  {
    /** Night whose rows are built; absent in a build of `sql apply`. */
    runId: optional(text),
    environment: text,
    /** Empty when no SQL was applied yet. */
    bundleKey: anyText,
    /** In the order in which they were built. Empty when no SQL was applied yet. */
    models: listOf(modelOutcome),
  },
  { code: "CURATION_RESULT_UNREADABLE", fix: "run the night again, or apply the SQL again" },
);
export type CurationResult = ContentOf<typeof curationResultKind>;
