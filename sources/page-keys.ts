/** Hashes of the keys on a page: they tell whether a key is on more than one page of a dataset. */
import type { Dataset } from "../model/documents/contract-bundle.ts";
import { pathOf } from "../model/field-path.ts";

/** Names from a record's top level to a field. */
type FieldPath = readonly string[];

/** Fields of the source's records that identify a row. */
export const keyFieldsOf = ({ columns, primaryKey }: Pick<Dataset, "columns" | "primaryKey">): readonly FieldPath[] =>
  primaryKey.map((key) => pathOf(columns.find(({ name }) => name === key) ?? { sourceName: key }));

/**
 * 53-bit hash of a key, by cyrb53. Nobody gains by a collision, so only speed counts: among a million rows, two
 * different keys with equal hashes occur in one night of 20,000, and cost a walk through the source.
 */
class KeyHash {
  private one = 0xdeadbeef;
  private two = 0x41c6ce57;

  add(unit: number): void {
    this.one = Math.imul(this.one ^ unit, 2_654_435_761);
    this.two = Math.imul(this.two ^ unit, 1_597_334_677);
  }

  addText(text: string): void {
    for (let at = 0; at < text.length; at += 1) this.add(text.charCodeAt(at));
  }

  addBytes(bytes: Uint8Array, from: number, to: number): void {
    for (let at = from; at < to; at += 1) this.add(bytes[at] ?? 0);
  }

  value(): number {
    let { one, two } = this;
    one = Math.imul(one ^ (one >>> 16), 2_246_822_507) ^ Math.imul(two ^ (two >>> 13), 3_266_489_909);
    two = Math.imul(two ^ (two >>> 16), 2_246_822_507) ^ Math.imul(one ^ (one >>> 13), 3_266_489_909);
    return 4_294_967_296 * (two & 0x1f_ffff) + (one >>> 0);
  }
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const space = 0x20;
const minus = 0x2d;
const zero = 0x30;

/**
 * Adds the digits that the source wrote: those of a 64-bit key do not survive a parser, and neighboring keys become
 * equal. Works on bytes, because creating a string per row takes as long as everything else. False if the field is not
 * found, or is another object's field of the same name.
 */
const addDigits = (hash: KeyHash, line: Buffer, name: Buffer, value: number): boolean => {
  const found = line.indexOf(name);
  if (found < 0) return false;
  let from = found + name.length;
  while (line[from] === space) from += 1;
  let to = line[from] === minus ? from + 1 : from;
  let size = 0;
  for (let digit = (line[to] ?? 0) - zero; digit >= 0 && digit <= 9; digit = (line[to] ?? 0) - zero) {
    size = size * 10 + digit;
    to += 1;
  }
  // Sums of rounded parts differ in the last digits from a parser's single rounding
  if (Math.abs(size - Math.abs(value)) > Math.abs(value) * 1e-12) return false;
  hash.addBytes(line, from, to);
  return true;
};

interface Field {
  readonly path: FieldPath;
  /** Its own name as written in a record, with the colon. */
  readonly bytes: Buffer;
}

const valueAt = (record: object, path: FieldPath): unknown => {
  let value: unknown = record;
  for (const name of path) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return value;
};

const separator = 0x1f;

const addPart = (hash: KeyHash, line: Buffer, field: Field, value: unknown): boolean => {
  hash.add(separator);
  if (typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value)) {
    return addDigits(hash, line, field.bytes, value);
  }
  if (typeof value === "string") hash.addText(`"${value}`);
  else if (typeof value === "number" || typeof value === "boolean") hash.addText(String(value));
  else return false;
  return true;
};

const hashOf = (line: Buffer, record: object, fields: readonly Field[]): number => {
  const hash = new KeyHash();
  if (fields.every((field) => addPart(hash, line, field, valueAt(record, field.path)))) return hash.value();
  // A row without a complete key counts as unique
  const whole = new KeyHash();
  whole.addBytes(line, 0, line.length);
  return whole.value();
};

/** A page's records, parsed and as lines, in the same order. */
export interface KeyedRecords {
  readonly records: readonly object[];
  readonly fields: readonly FieldPath[];
}

/** Hashes of the page's distinct keys: a key that is twice in one answer is a duplicate of the source itself. */
export const keyHashes = (lines: readonly Uint8Array[], { records, fields: paths }: KeyedRecords): Float64Array => {
  const fields = paths.map((path) => ({ path, bytes: Buffer.from(`${JSON.stringify(path.at(-1))}:`) }));
  const hashes = Float64Array.from(lines, (line, index) => hashOf(asBuffer(line), records[index] ?? {}, fields));
  hashes.sort();
  return hashes.filter((hash, index) => index === 0 || hash !== hashes[index - 1]);
};
