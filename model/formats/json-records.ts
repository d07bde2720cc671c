/**
 * Splits a JSON answer into its records without parsing their values: the raw zone stores the source's own bytes, so
 * 64-bit keys, trailing zeros, and exponents keep the source's digits.
 */
import { textStart } from "./text-start.ts";
import { withoutLineBreaks, lineBreaksIn } from "./line-breaks.ts";

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/** Keys from the body's top level to the array of records, decoded; none if the body is that array. */
export type RecordsPath = readonly string[];

/** The body has no array of records at the path; `found` says what it has instead. */
export class JsonRecordsError extends Error {
  readonly found: string;

  constructor(path: RecordsPath, found: string) {
    super(`the answer has no records at ${["$", ...path].join(".")}[*]: ${found}`);
    this.name = "JsonRecordsError";
    this.found = found;
  }
}

/** The scanner's own error: only the caller knows the path. */
class Broken extends Error {}

const isSpace = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

const skipSpace = (body: Uint8Array, from: number): number => {
  let at = from;
  while (isSpace(body[at])) at += 1;
  return at;
};

/** `from` is at the opening quote; returns the position after the closing one. */
const skipString = (body: Uint8Array, from: number): number => {
  for (let at = from + 1; at < body.length; at += 1) {
    const byte = body[at];
    if (byte === quote) return at + 1;
    if (byte === backslash) at += 1;
  }
  throw new Broken("it ends inside a string");
};

/** `from` is at a brace or bracket; returns the position after the matching one. */
const skipNested = (body: Uint8Array, from: number): number => {
  const { length } = body;
  let depth = 0;
  let at = from;
  while (at < length) {
    const byte = body[at] ?? 0;
    at += 1;
    if (byte === quote) {
      // Not with skipString: a call per string takes twice as long as the rest of a page
      while (at < length && body[at] !== quote) at += body[at] === backslash ? 2 : 1;
      at += 1;
      if (at > length) throw new Broken("it ends inside a string");
    } else if (byte >= openBracket) {
      if (byte === openBrace || byte === openBracket) depth += 1;
      else if (byte === closeBrace || byte === closeBracket) depth -= 1;
      if (depth === 0) return at;
    }
  }
  throw new Broken("it ends inside an object or array");
};

const skipScalar = (body: Uint8Array, from: number): number => {
  let at = from;
  while (at < body.length) {
    const byte = body[at];
    if (byte === comma || byte === closeBrace || byte === closeBracket || isSpace(byte)) break;
    at += 1;
  }
  return at;
};

const skipValue = (body: Uint8Array, from: number): number => {
  const byte = body[from];
  if (byte === quote) return skipString(body, from);
  return byte === openBrace || byte === openBracket ? skipNested(body, from) : skipScalar(body, from);
};

/** The array's elements, and the position after it; `from` is at its opening bracket. */
const cutArray = (body: Uint8Array, from: number): Cut => {
  const elements: Uint8Array[] = [];
  let at = skipSpace(body, from + 1);
  while (body[at] !== closeBracket) {
    if (at >= body.length) throw new Broken("it ends inside an object or array");
    const end = skipValue(body, at);
    elements.push(body.subarray(at, end));
    at = skipSpace(body, end);
    if (body[at] === comma) at = skipSpace(body, at + 1);
  }
  return [elements, at + 1];
};

type Cut = readonly [records: readonly Uint8Array[], end: number];

/** Keys are compared after decoding, as a JSON parser does: `"d\u0061ta"` is `data`. */
const keyOf = (body: Uint8Array, from: number, to: number): unknown =>
  JSON.parse(new TextDecoder().decode(body.subarray(from, to)));

/** How an error calls the value at a depth of the path. */
const called = (path: RecordsPath, depth: number): string =>
  depth === 0 ? "it" : JSON.stringify(path.slice(0, depth).join("."));

/** Records of the object at `from`, and the position after it. It is read to its end: no key may appear twice. */
const cutObject = (body: Uint8Array, from: number, path: RecordsPath, depth: number): Cut => {
  if (body[from] !== openBrace) throw new Broken(`${called(path, depth)} is not an object`);
  const name = called(path, depth + 1);
  let records: readonly Uint8Array[] | undefined;
  let at = skipSpace(body, from + 1);
  while (body[at] === quote) {
    const keyEnd = skipString(body, at);
    const isOnPath = keyOf(body, at, keyEnd) === path[depth];
    at = skipSpace(body, keyEnd);
    if (body[at] !== colon) throw new Broken("a key has no value");
    at = skipSpace(body, at + 1);
    if (isOnPath) {
      if (records !== undefined) throw new Broken(`it has the key ${name} twice`);
      [records, at] = cutAt(body, at, path, depth + 1);
    } else at = skipValue(body, at);
    at = skipSpace(body, at);
    if (body[at] === comma) at = skipSpace(body, at + 1);
  }
  if (records === undefined) throw new Broken(`it has no key ${name}`);
  return [records, at + 1];
};

const cutAt = (body: Uint8Array, from: number, path: RecordsPath, depth: number): Cut => {
  if (depth < path.length) return cutObject(body, from, path, depth);
  if (body[from] === openBracket) return cutArray(body, from);
  throw new Broken(`${called(path, depth)} is not an array`);
};

/**
 * The bytes of each record, in order; line breaks between a record's tokens are dropped, so that a record is one line.
 *
 * @example jsonRecords(body, ["result", "items"]) // `{"result":{"items":[{"a":1}]}}` has the record `{"a":1}`
 * @param body valid JSON in UTF-8, with or without a byte order mark (a line break inside a string is not JSON)
 * @returns arrays that may share memory with `body`
 * @throws JsonRecordsError if there is no array at the path, or a key on the way appears twice
 */
export const jsonRecords = (body: Uint8Array, path: RecordsPath): readonly Uint8Array[] => {
  try {
    const [records] = cutAt(body, skipSpace(body, textStart(body)), path, 0);
    return lineBreaksIn(body) ? records.map(withoutLineBreaks) : records;
  } catch (error) {
    if (error instanceof Broken) throw new JsonRecordsError(path, error.message);
    throw error;
  }
};
