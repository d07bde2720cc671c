/**
 * Splits CSV (RFC 4180) into its records without looking at their values: the job reads the same bytes, so these are
 * counted and hashed. `glue/lakehouse/process/formats/csv_text.py` has the same rules, and `tests/formats` has bodies
 * that both are tested with.
 *
 * A record ends at a line feed, or a carriage return and a line feed, outside of quotes; the last one may lack it. A
 * quote opens a quoted field only where a field begins, and within it two quotes are one. The first record is the
 * header. An empty line is no record, except where the header has one column: there it is a record without a value.
 */
import { cellsOf } from "./csv-cells.ts";
import { textStart } from "./text-start.ts";

const quote = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** The body has no records that are certain; `found` says why. */
export class CsvRecordsError extends Error {
  readonly found: string;

  constructor(found: string) {
    super(`the answer is not CSV with a header: ${found}`);
    this.name = "CsvRecordsError";
    this.found = found;
  }
}

export interface CsvRecords {
  /** Names in the header, as they stand there; some may be empty or repeated. */
  readonly names: readonly string[];
  /** Bytes of each record, in order, without the header and without line ends. They share memory with the body. */
  readonly records: readonly Uint8Array[];
}

/** `from` is after the opening quote; returns the position after the closing one. */
const skipQuoted = (body: Uint8Array, from: number): number => {
  let at = body.indexOf(quote, from);
  while (at >= 0 && body[at + 1] === quote) at = body.indexOf(quote, at + 2);
  if (at < 0) throw new CsvRecordsError("it ends within a quoted field");
  return at + 1;
};

/** Position of the line feed that ends the record, or the body's length. */
const endOfRecord = (body: Uint8Array, from: number, delimiter: number): number => {
  const { length } = body;
  let at = body[from] === quote ? skipQuoted(body, from + 1) : from;
  while (at < length) {
    const byte = body[at];
    if (byte === lineFeed) return at;
    at += 1;
    if (byte === delimiter && body[at] === quote) at = skipQuoted(body, at + 1);
  }
  return length;
};

const cutRecords = (body: Uint8Array, delimiter: number): readonly Uint8Array[] => {
  const records: Uint8Array[] = [];
  const hasQuotes = body.includes(quote);
  for (let from = textStart(body); from < body.length;) {
    const lineEnd = hasQuotes ? endOfRecord(body, from, delimiter) : body.indexOf(lineFeed, from);
    const end = lineEnd < 0 ? body.length : lineEnd;
    const isBreak = end < body.length && end > from && body[end - 1] === carriageReturn;
    records.push(body.subarray(from, isBreak ? end - 1 : end));
    from = end + 1;
  }
  return records;
};

const namesOf = (header: Uint8Array, delimiter: string): readonly string[] => {
  if (header.length === 0) throw new CsvRecordsError("it has an empty line where its header should be");
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(header);
  } catch (error) {
    if (error instanceof TypeError) throw new CsvRecordsError("it has a header that is not UTF-8");
    throw error;
  }
  const read = cellsOf(text, delimiter);
  if ("cells" in read) return read.cells;
  const character = Array.from(text.slice(0, read.brokenAt)).length;
  throw new CsvRecordsError(`it has a header that is not CSV at character ${character}`);
};

/**
 * @param body in UTF-8, with or without a byte order mark; single records may be anything else
 * @param delimiter one ASCII character
 * @throws CsvRecordsError if there is no header, or the body ends within a quoted field
 */
export const csvRecords = (body: Uint8Array, delimiter: string): CsvRecords => {
  const [header, ...records] = cutRecords(body, delimiter.charCodeAt(0));
  if (header === undefined) throw new CsvRecordsError("it has no header");
  const names = namesOf(header, delimiter);
  return { names, records: names.length > 1 ? records.filter(({ length }) => length > 0) : records };
};
