/**
 * Which fields a source's records have and its contract doesn't, and the other way round: names alone, never values. Pure.
 *
 * Only what one run proves is noted. A required field that no record has is missing; an optional one isn't, because a
 * source may leave out what is null.
 */
import type { FieldNotes } from "./documents/page-record.ts";
import type { Column } from "./documents/contract-bundle.ts";

/** Names that are kept of a page and of a dataset: a source may send one field per customer. */
export const mostNames = 20;

/**
 * What reads like the name of a field. Records may be keyed by data, such as addresses, numbers or people's names: these
 * are counted and not kept.
 */
export const isFieldName = (name: string): boolean => /^[\p{L}_$][\p{L}\p{N}_$.-]{0,63}$/u.test(name);

/** @param count of all undeclared fields, those without a name to keep included */
const notesOf = (undeclared: Iterable<string>, count: number, missing: readonly string[]): FieldNotes | undefined => {
  const named = [...undeclared].sort().slice(0, mostNames);
  return count + missing.length === 0 ? undefined : { undeclared: named, unnamed: count - named.length, missing };
};

/** What there is to note of a page's records; undefined when they have the contract's fields. */
export const noteFields = (columns: readonly Column[], records: readonly object[]): FieldNotes | undefined => {
  if (records.length === 0) return undefined;
  const found = new Set<string>();
  for (const record of records) {
    // not by Object.keys: an array per record takes twice as long
    for (const name in record) found.add(name);
  }
  const missing = columns
    .filter(({ required, sourceName }) => required && !found.has(sourceName))
    .map(({ sourceName }) => sourceName);
  for (const { sourceName } of columns) found.delete(sourceName);
  const undeclared = [...found].filter(isFieldName);
  return notesOf(undeclared, found.size, missing);
};

/** A landed page as far as its fields go. */
export interface NotedPage {
  readonly rows: number;
  readonly fields?: FieldNotes;
}

/**
 * What there is to note of a dataset by its landed pages, in whatever order.
 *
 * @param isComplete whether every planned page landed: what is missing may be in one that didn't
 */
export const noteDataset = (pages: readonly NotedPage[], isComplete: boolean): FieldNotes | undefined => {
  const notes = pages.filter(({ rows }) => rows > 0).map(({ fields }) => fields);
  const missing = isComplete
    ? (notes[0]?.missing ?? []).filter((name) => notes.every((each) => each?.missing.includes(name)))
    : [];
  const undeclared = new Set(notes.flatMap((each) => each?.undeclared ?? []));
  // Pages may leave the same names out: sure are those of any one page, and those that are named.
  const counts = notes.map((each) => (each === undefined ? 0 : each.undeclared.length + each.unnamed));
  return notesOf(undeclared, Math.max(undeclared.size, ...counts), missing);
};

/**
 * Whether the notes say something that the earlier ones don't. How many fields have no name is no news: where records are
 * keyed by data it is another number every night.
 */
export const saysMore = (notes: FieldNotes, earlier: FieldNotes | undefined): boolean =>
  notes.undeclared.some((name) => !earlier?.undeclared.includes(name)) ||
  notes.missing.some((name) => !earlier?.missing.includes(name)) ||
  (notes.unnamed > 0 && (earlier?.unnamed ?? 0) === 0);

/** What of a run's notes still differs from the contract as it is now; undefined when nothing does. */
export const stillNoted = (columns: readonly Column[], notes: FieldNotes): FieldNotes | undefined => {
  const declared = new Set(columns.map(({ sourceName }) => sourceName));
  const required = new Set(columns.filter((column) => column.required).map(({ sourceName }) => sourceName));
  const undeclared = notes.undeclared.filter((name) => !declared.has(name));
  const missing = notes.missing.filter((name) => required.has(name));
  return notesOf(undeclared, undeclared.length + notes.unnamed, missing);
};
