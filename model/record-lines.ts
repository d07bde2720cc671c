/**
 * Splits an API response into its records without parsing their values: the raw zone stores the source's own bytes, so
 * 64-bit keys, trailing zeros, and exponents keep the source's digits.
 */

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** The body has no array under its top-level key `data`; `found` says what it has instead. */
export class RecordLinesError extends Error {
  readonly found: string;

  constructor(found: string) {
    super(`the answer has no array "data" at its top level: ${found}`);
    this.name = "RecordLinesError";
    this.found = found;
  }
}

const isSpace = (byte: number | undefined): boolean =>
  byte === 0x20 || byte === lineFeed || byte === carriageReturn || byte === 0x09;

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
  throw new RecordLinesError("it ends inside a string");
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
      if (at > length) throw new RecordLinesError("it ends inside a string");
    } else if (byte >= openBracket) {
      if (byte === openBrace || byte === openBracket) depth += 1;
      else if (byte === closeBrace || byte === closeBracket) depth -= 1;
      if (depth === 0) return at;
    }
  }
  throw new RecordLinesError("it ends inside an object or array");
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

/** Keys are compared after decoding, as a JSON parser does: `"d\u0061ta"` is `data`. */
const isDataKey = (body: Uint8Array, from: number, to: number): boolean =>
  JSON.parse(new TextDecoder().decode(body.subarray(from, to))) === "data";

const withoutLineBreaks = (record: Uint8Array): Uint8Array =>
  record.includes(lineFeed) || record.includes(carriageReturn)
    ? record.filter((byte) => byte !== lineFeed && byte !== carriageReturn)
    : record;

/** The array's elements, and the position after it; `from` is at its opening bracket. */
const cutArray = (body: Uint8Array, from: number): readonly [readonly Uint8Array[], number] => {
  const elements: Uint8Array[] = [];
  let at = skipSpace(body, from + 1);
  while (body[at] !== closeBracket) {
    if (at >= body.length) throw new RecordLinesError("it ends inside an object or array");
    const end = skipValue(body, at);
    elements.push(body.subarray(at, end));
    at = skipSpace(body, end);
    if (body[at] === comma) at = skipSpace(body, at + 1);
  }
  return [elements, at + 1];
};

/**
 * U+FEFF in UTF-8. Many exporters write it before the text; JSON doesn't allow it, but parsers may ignore it (RFC 8259,
 * 8.1).
 */
const byteOrderMark = [0xef, 0xbb, 0xbf];

const textStart = (body: Uint8Array): number =>
  byteOrderMark.every((byte, index) => body[index] === byte) ? byteOrderMark.length : 0;

/** Elements of the only top-level array `data`. What follows is read too: the key must not appear twice. */
const cutData = (body: Uint8Array): readonly Uint8Array[] => {
  let data: readonly Uint8Array[] | undefined;
  let at = skipSpace(body, textStart(body));
  if (body[at] !== openBrace) throw new RecordLinesError("it is not an object");
  at = skipSpace(body, at + 1);
  while (body[at] === quote) {
    const keyEnd = skipString(body, at);
    const isData = isDataKey(body, at, keyEnd);
    at = skipSpace(body, keyEnd);
    if (body[at] !== colon) throw new RecordLinesError("a key has no value");
    at = skipSpace(body, at + 1);
    if (isData) {
      if (data !== undefined) throw new RecordLinesError(`it has the key "data" twice`);
      if (body[at] !== openBracket) throw new RecordLinesError(`"data" is not an array`);
      [data, at] = cutArray(body, at);
    } else at = skipValue(body, at);
    at = skipSpace(body, at);
    if (body[at] === comma) at = skipSpace(body, at + 1);
  }
  if (data === undefined) throw new RecordLinesError(`it has no key "data"`);
  return data;
};

/**
 * The bytes of each record of `{"data":[...], ...}`, in order; line breaks between a record's tokens are dropped, so
 * that a record is one line. `body` must be valid JSON in UTF-8, with or without a byte order mark (a line break inside
 * a string is not JSON). The arrays may share memory with `body`.
 *
 * @throws RecordLinesError if there is no array under the top-level key `data`, or the key appears twice
 */
export const recordLines = (body: Uint8Array): readonly Uint8Array[] => {
  const records = cutData(body);
  return body.includes(lineFeed) || body.includes(carriageReturn) ? records.map(withoutLineBreaks) : records;
};
