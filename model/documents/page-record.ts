import { count, optional, text, type Of } from "../validation/schema.ts";
import { listOf, part } from "./document.ts";
import { digits, instant, key, sha256 } from "./values.ts";

/** Which fields a page's records have and the contract doesn't, and vice versa. Names, never values. */
export const fieldNotes = part("notes on fields", {
  /** Fields that no contract names, in alphabetical order, at most `mostNames`. */
  undeclared: listOf(text),
  /** Lower bound on further such fields: beyond the limit, or with names that may be data. */
  unnamed: count,
  /** Fields of required columns that no record has, not even as null; in the contract's order. */
  missing: listOf(text),
});
export type FieldNotes = Of<typeof fieldNotes>;

/** What is recorded about a landed page: in the ledger and, except for its fields, in the manifest. */
export const pageRecord = part("a page's record", {
  page: count,
  key,
  rows: count,
  bytes: count,
  /** Hash of the object's bytes. */
  sha256,
  /** Sum of the first 60 bits of each line's SHA-256. A sum, so equal pairs don't cancel out. */
  rowHashSum: digits,
  extractedAt: instant,
  /** How its fields differ from the contract's; absent if they don't. */
  fields: optional(fieldNotes),
});
export type PageRecord = Of<typeof pageRecord>;
