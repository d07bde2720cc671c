/**
 * The keys on a page, as hashes stored in the header of the page's own gzip object. If a dataset has several pages,
 * they tell whether a key is on more than one, which reveals an order that changes from call to call.
 *
 * In the header, not in a separate object: one object, one conditional write, one checksum, and only a few kilobytes at
 * its front have to be read. Decompression skips them (RFC 1952, 2.3.1.1).
 */
import type { Dataset } from "../../model/documents/contract-bundle.ts";
import { pathOf } from "../../model/field-path.ts";

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

const fixedHeader = 10;
const flagsAt = 3;
const hasExtraField = 4;
/** "LK" marks the subfield as ours; then comes its length. */
const mark = [0x4c, 0x4b];
const prefixBytes = fixedHeader + 2 + mark.length + 2;
const hashBytes = 8;

/** Keys of a page that fit in the header, whose length field has 16 bits; a source returns at most 5,000 records. */
const mostHashes = Math.floor((0xffff - mark.length - 2) / hashBytes);

/** The gzip object with the hashes in its header. Node's zlib writes `gzip` without such an extra field. */
export const withKeyHashes = (gzip: Uint8Array, hashes: Float64Array): Uint8Array => {
  if (hashes.length > mostHashes) throw new RangeError(`expected at most ${mostHashes} keys per page`);
  const length = hashes.length * hashBytes;
  const prefix = Buffer.from([...gzip.subarray(0, fixedHeader), 0, 0, ...mark, 0, 0]);
  prefix[flagsAt] = hasExtraField;
  prefix.writeUInt16LE(mark.length + 2 + length, fixedHeader);
  prefix.writeUInt16LE(length, prefixBytes - 2);
  // Every machine that runs functions or tests is little-endian, the order in which the hashes are read back
  const keys = new Uint8Array(hashes.buffer, hashes.byteOffset, length);
  return Buffer.concat([prefix, keys, gzip.subarray(fixedHeader)]);
};

/** Length of an object's beginning that contains its keys, if it has at most `rows` of them. */
export const keyHeaderBytes = (rows: number): number => prefixBytes + rows * hashBytes;

/** The hashes in an object's beginning; `undefined` if it has none. */
export const readKeyHashes = (start: Uint8Array): Float64Array | undefined => {
  const bytes = asBuffer(start);
  const isMarked = mark.every((byte, index) => bytes[fixedHeader + 2 + index] === byte);
  if (bytes.length < prefixBytes || bytes[flagsAt] !== hasExtraField || !isMarked) return undefined;
  const length = bytes.readUInt16LE(prefixBytes - 2);
  if (bytes.length < prefixBytes + length) return undefined;
  return Float64Array.from({ length: length / hashBytes }, (_, index) =>
    bytes.readDoubleLE(prefixBytes + index * hashBytes),
  );
};
