import { count, oneOf, optional, text, type Of } from "../validation/schema.ts";
import { listOf, part } from "./document.ts";

/** `new`: no contract names the field; `missing`: no record has it; `retyped`: its values are of another type. */
export const driftKinds = ["new", "missing", "retyped"] as const;

export const driftFinding = part("a drift finding", {
  datasetId: text,
  kind: oneOf(driftKinds),
  /** The field's name in the source's records; in lower case for a new one that only a crawler saw. */
  column: text,
  /** Inferred type; absent when the field is missing, or wasn't crawled. */
  found: optional(text),
  /** Types that the contract lets it be inferred as; absent when the contract doesn't name it. */
  allowed: optional(listOf(text)),
});
export type DriftFinding = Of<typeof driftFinding>;

/** Something that was to be compared and couldn't be. `subject` is a source or a dataset. */
const unknownDrift = part("an unknown drift", { subject: text, reason: text });
export type UnknownDrift = Of<typeof unknownDrift>;

/** New fields that are counted and not named: too many, or with names that may be data. The count is the least. */
const unnamedFields = part("unnamed fields", { datasetId: text, count });
export type UnnamedFields = Of<typeof unnamedFields>;

/** How what landed differs from its contracts. */
export const drift = part("a drift", {
  findings: listOf(driftFinding),
  unknown: listOf(unknownDrift),
  /** Absent when there are none. */
  unnamed: optional(listOf(unnamedFields)),
  /** Sources whose crawl wasn't due: of their fields the names were compared and the types weren't. Absent when none. */
  notDue: optional(listOf(text)),
});
export type Drift = Of<typeof drift>;
