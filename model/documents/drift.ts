import { count, oneOf, optional, text, type Of } from "../validation/schema.ts";
import { listOf, part } from "./document.ts";

/** `new`: no contract names the field; `missing`: no record has it; `retyped`: its values have another type. */
export const driftKinds = ["new", "missing", "retyped"] as const;

export const driftFinding = part("a drift finding", {
  datasetId: text,
  kind: oneOf(driftKinds),
  /** The field's name in the source's records; in lower case for a new one that only a crawler saw. */
  column: text,
  /** Inferred type; absent if the field is missing or wasn't crawled. */
  found: optional(text),
  /** Types that the contract allows to be inferred; absent if the contract doesn't name the field. */
  allowed: optional(listOf(text)),
});
export type DriftFinding = Of<typeof driftFinding>;

/** A comparison that couldn't be made. `subject` is a source or a dataset. */
const unknownDrift = part("an unknown drift", { subject: text, reason: text });
export type UnknownDrift = Of<typeof unknownDrift>;

/** New fields that are only counted: too many, or with names that may be data. The count is a lower bound. */
const unnamedFields = part("unnamed fields", { datasetId: text, count });
export type UnnamedFields = Of<typeof unnamedFields>;

/** How landed data differs from its contracts. */
export const drift = part("a drift", {
  findings: listOf(driftFinding),
  unknown: listOf(unknownDrift),
  /** Absent if there are none. */
  unnamed: optional(listOf(unnamedFields)),
  /** Sources whose crawl wasn't due: their fields' names were compared, but not the types. Absent if there are none. */
  notDue: optional(listOf(text)),
});
export type Drift = Of<typeof drift>;
