import { count, optional, text, type Of } from "../validation/schema.ts";
import { listOf, part } from "./document.ts";
import { digits, instant, key, sha256 } from "./values.ts";

/** Which fields a page's records have and the contract doesn't, and the other way round. Names, never values. */
export const fieldNotes = part("notes on fields", {
  /** Fields that no contract names, in alphabetical order, at most `mostNames`. */
  undeclared: listOf(text),
  /** Further such fields, at least: more than are named, or named so that the name may be data. */
  unnamed: count,
  /** Fields of required columns that no record has, not even as null; in the contract's order. */
  missing: listOf(text),
});
export type FieldNotes = Of<typeof fieldNotes>;

/** What is recorded of a landed page, in the ledger and, but for its fields, in the manifest. */
export const pageRecord = part("a page's record", {
  page: count,
  key,
  rows: count,
  bytes: count,
  /** Of the object's bytes. */
  sha256,
  /** Sum of the first 60 bits of each line's SHA-256. A sum, so that equal pairs don't cancel. */
  rowHashSum: digits,
  extractedAt: instant,
  /** How its fields differ from the contract's; absent when they don't. */
  fields: optional(fieldNotes),
});
export type PageRecord = Of<typeof pageRecord>;
