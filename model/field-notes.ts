/**
 * Which fields a source's records have and its contract doesn't, and vice versa: only names, never values. Pure.
 *
 * Only what a single run proves is noted. A required field that no record has is missing; an optional one isn't,
 * because a source may omit nulls. An object is declared if a column reads a field within it, and then its other fields
 * are undeclared: `address.street`.
 */
import type { FieldNotes } from "./documents/page-record.ts";
import type { Column } from "./documents/contract-bundle.ts";
import { fieldTree, pathOf, type FieldTree } from "./field-path.ts";

/** Maximum number of names kept per page and per dataset: a source may send one field per customer. */
export const mostNames = 20;

/**
 * Whether a name looks like a field's. Records may be keyed by data, such as addresses, numbers, or people's names:
 * these are counted, but not kept.
 */
export const isFieldName = (name: string): boolean => /^[\p{L}_$][\p{L}\p{N}_$.-]{0,63}$/u.test(name);

/** @param count of all undeclared fields, including those whose names aren't kept */
const notesOf = (undeclared: Iterable<string>, count: number, missing: readonly string[]): FieldNotes | undefined => {
  const named = [...undeclared].sort().slice(0, mostNames);
  return count + missing.length === 0 ? undefined : { undeclared: named, unnamed: count - named.length, missing };
};

/** The names found in some records or objects, and in the declared objects among their values. */
interface Seen {
  readonly names: Set<string>;
  readonly below: readonly (readonly [name: string, seen: Seen, declared: FieldTree])[];
}

const nothingSeen = (declared: FieldTree): Seen => ({
  names: new Set(),
  below: [...declared].flatMap(([name, inner]) => (inner.size === 0 ? [] : [[name, nothingSeen(inner), inner]])),
});

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const look = (record: object, { names, below }: Seen): void => {
  // not with Object.keys: an array per record takes twice as long
  for (const name in record) names.add(name);
  for (const [name, seen] of below) {
    const value = (record as Readonly<Record<string, unknown>>)[name];
    if (isObject(value)) look(value, seen);
  }
};

/** Whether a field was seen at the path. */
const has = ({ names, below }: Seen, [name = "", ...rest]: readonly string[]): boolean => {
  if (!names.has(name)) return false;
  const inner = below.find(([own]) => own === name);
  return rest.length === 0 || (inner !== undefined && has(inner[1], rest));
};

/** Fields that no column reads: their names, or `undefined` for a name that may be data. */
const undeclaredIn = ({ names, below }: Seen, declared: FieldTree, prefix = ""): readonly (string | undefined)[] => [
  ...[...names]
    .filter((name) => !declared.has(name))
    .map((name) => (isFieldName(name) ? `${prefix}${name}` : undefined)),
  ...below.flatMap(([name, seen, inner]) => undeclaredIn(seen, inner, `${prefix}${name}.`)),
];

const notesOn = (columns: readonly Column[], declared: FieldTree, seen: Seen): FieldNotes | undefined => {
  const missing = columns
    .filter((column) => column.required && !has(seen, pathOf(column)))
    .map(({ sourceName }) => sourceName);
  const undeclared = undeclaredIn(seen, declared);
  const named = undeclared.filter((name) => name !== undefined);
  return notesOf(named, undeclared.length, missing);
};

/** Notes on a page's records; `undefined` if they have exactly the contract's fields. */
export const noteFields = (columns: readonly Column[], records: readonly object[]): FieldNotes | undefined => {
  if (records.length === 0) return undefined;
  const declared = fieldTree(columns);
  const seen = nothingSeen(declared);
  for (const record of records) look(record, seen);
  return notesOn(columns, declared, seen);
};

/** Notes on a page of CSV, by the names in its header. Like a page of JSON, one without records says nothing. */
export const noteHeader = (
  columns: readonly Column[],
  names: readonly string[],
  rows: number,
): FieldNotes | undefined =>
  rows === 0 ? undefined : notesOn(columns, fieldTree(columns), { names: new Set(names), below: [] });

/** The fields of a landed page. */
export interface NotedPage {
  readonly rows: number;
  readonly fields?: FieldNotes;
}

/**
 * Notes on a dataset from its landed pages, in any order.
 *
 * @param isComplete whether every planned page landed: a missing field may be on a page that didn't
 */
export const noteDataset = (pages: readonly NotedPage[], isComplete: boolean): FieldNotes | undefined => {
  const notes = pages.filter(({ rows }) => rows > 0).map(({ fields }) => fields);
  const missing = isComplete
    ? (notes[0]?.missing ?? []).filter((name) => notes.every((each) => each?.missing.includes(name)))
    : [];
  const undeclared = new Set(notes.flatMap((each) => each?.undeclared ?? []));
  // Pages may omit the same names, so only the largest count of a single page, or the number of names, is certain
  const counts = notes.map((each) => (each === undefined ? 0 : each.undeclared.length + each.unnamed));
  return notesOf(undeclared, Math.max(undeclared.size, ...counts), missing);
};

/**
 * Whether the notes report something new. The number of unnamed fields isn't news: if records are keyed by data, it
 * changes every night.
 */
export const saysMore = (notes: FieldNotes, earlier: FieldNotes | undefined): boolean =>
  notes.undeclared.some((name) => !earlier?.undeclared.includes(name)) ||
  notes.missing.some((name) => !earlier?.missing.includes(name)) ||
  (notes.unnamed > 0 && (earlier?.unnamed ?? 0) === 0);

/** The part of a run's notes that still differs from the current contract; `undefined` if nothing does. */
export const stillNoted = (columns: readonly Column[], notes: FieldNotes): FieldNotes | undefined => {
  const paths = columns.map(pathOf);
  // As they are noted; objects around fields are declared too
  const declared = new Set(paths.flatMap((path) => path.map((_, depth) => path.slice(0, depth + 1).join("."))));
  const required = new Set(columns.filter((column) => column.required).map(({ sourceName }) => sourceName));
  const undeclared = notes.undeclared.filter((name) => !declared.has(name));
  const missing = notes.missing.filter((name) => required.has(name));
  return notesOf(undeclared, undeclared.length + notes.unnamed, missing);
};
