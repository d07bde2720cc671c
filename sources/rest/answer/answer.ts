/** Reads a 200 answer in the format that the contract names. */
import { isUtf8 } from "node:buffer";
import { Fault } from "../../../model/fault.ts";
import type { Received } from "../http/client.ts";
import type { RestRequest } from "../settings.ts";
import { csvObjects } from "../../../model/formats/csv-cells.ts";
import { csvRecords, CsvRecordsError } from "../../../model/formats/csv-records.ts";
import { jsonRecords, JsonRecordsError } from "../../../model/formats/json-records.ts";
import { ndjsonRecords } from "../../../model/formats/ndjson-records.ts";
import { keysOfPlace, valueAt } from "./members.ts";
import { errorFieldOf, unexpected } from "./shape.ts";

/** An answer's records, twice: as the source wrote them, and parsed. */
export interface Answer {
  readonly headers: Headers;
  /** The whole JSON value; `undefined` in other formats. */
  readonly value: unknown;
  readonly lines: readonly Uint8Array[];
  readonly records: readonly object[];
  /** The whole body, if the raw object keeps it as it is. */
  readonly content?: Uint8Array;
  /** A CSV answer's header. */
  readonly names?: readonly string[];
}

type Read = (place: string, body: Uint8Array, request: RestRequest) => Omit<Answer, "headers">;

const broken = (place: string, message: string): Fault =>
  new Fault(
    { code: "SOURCE_BODY_INVALID", place, message, fix: "nothing was written; the page will be requested again" },
    { retry: "soon" },
  );

const lengthOf = (body: Uint8Array): string => `${body.byteLength} bytes`;

const parsed = (place: string, body: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder().decode(body)) as unknown;
  } catch (error) {
    // A parser's message quotes the body, which may contain personal data.
    if (error instanceof SyntaxError) {
      throw broken(place, `the answer (${lengthOf(body)}) is not JSON or ends too early`);
    }
    throw error;
  }
};

const isRecord = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const recordsIn = (place: string, values: readonly unknown[]): readonly object[] => {
  const odd = values.findIndex((value) => !isRecord(value));
  if (odd < 0) return values.filter(isRecord);
  const message = `record ${odd} is not an object`;
  const fix = "ask the source's owner what changed in its API";
  throw new Fault({ code: "PAGE_RECORD_INVALID", place, message, fix }, { retry: "later" });
};

const readJson: Read = (place, body, { records: where }) => {
  const value = parsed(place, body);
  const keys = keysOfPlace(where);
  const list = valueAt(value, keys);
  // Many serializers write a list without elements as null
  if (list === null && keys.length > 0 && errorFieldOf(value) === undefined) return { value, lines: [], records: [] };
  if (!Array.isArray(list) || errorFieldOf(value) !== undefined) throw unexpected(place, value, `a list at ${where}`);
  return { value, lines: linesIn(place, body, keys), records: recordsIn(place, list) };
};

/** A parser takes the last of two members with one name; which of them holds the records is not certain. */
const linesIn = (place: string, body: Uint8Array, keys: readonly string[]): readonly Uint8Array[] => {
  try {
    return jsonRecords(body, keys);
  } catch (error) {
    if (!(error instanceof JsonRecordsError)) throw error;
    const fix = "ask the source's owner what changed in its API";
    throw new Fault({ code: "SOURCE_ANSWER_UNEXPECTED", place, message: error.message, fix }, { retry: "later" });
  }
};

const readNdjson: Read = (place, body) => {
  const lines = ndjsonRecords(body);
  return {
    value: undefined,
    lines,
    records: recordsIn(
      place,
      lines.map((line) => parsed(place, line)),
    ),
  };
};

const lineFeed = 0x0a;

/** An answer without a line break at its end is whole if its last record has all cells. */
const endsWithin = (body: Uint8Array, objects: readonly object[]): boolean =>
  body.at(-1) !== lineFeed && objects.length > 0 && Object.keys(objects.at(-1) ?? {}).length === 0;

/** A record that is no CSV has no cells here; the job rejects it with the reason. */
const readCsv: Read = (place, body, { delimiter }) => {
  try {
    const { names, records } = csvRecords(body, delimiter);
    const objects = csvObjects(names, records, delimiter);
    if (endsWithin(body, objects)) throw broken(place, `the answer (${lengthOf(body)}) ends within a record`);
    return { value: undefined, lines: records, records: objects, names, content: body };
  } catch (error) {
    if (error instanceof CsvRecordsError) throw broken(place, error.message);
    throw error;
  }
};

/** Formats, each with the content types that it comes with, and how it is read. */
const formats: Readonly<
  Record<RestRequest["format"], { readonly types: RegExp; readonly named: string; readonly read: Read }>
> = {
  json: { types: /^application\/([\w.-]+\+)?json\b/i, named: "application/json", read: readJson },
  ndjson: {
    types: /^(application\/(x-)?ndjson|application\/jsonl|application\/x-json-stream|text\/plain)\b/i,
    named: "application/x-ndjson",
    read: readNdjson,
  },
  csv: { types: /^(text\/csv|application\/csv|text\/plain)\b/i, named: "text/csv", read: readCsv },
};

/** The content type to ask for. */
export const contentTypeOf = ({ format }: Pick<RestRequest, "format">): string => formats[format].named;

const requireFormat = (place: string, format: RestRequest["format"], { body, headers }: Received): void => {
  const { types, named } = formats[format];
  const contentType = headers.get("content-type") ?? "";
  if (!types.test(contentType)) {
    throw broken(place, `the answer is "${contentType}" (${lengthOf(body)}), must be ${named}`);
  }
  // Single records of a CSV answer may be anything: the job rejects them alone
  if (format !== "csv" && !isUtf8(body)) throw broken(place, `the answer (${lengthOf(body)}) is not UTF-8`);
};

/** An answer that is any JSON. @throws Fault SOURCE_BODY_INVALID */
export const readJsonValue = (place: string, received: Received): unknown => {
  requireFormat(place, "json", received);
  return parsed(place, received.body);
};

/**
 * @throws Fault SOURCE_BODY_INVALID if the body is not of the format, such as a truncated one or a proxy's error page;
 *   SOURCE_ANSWER_UNEXPECTED if it is, but not what the contract says, or reports an error, as some APIs do with status
 *   200; PAGE_RECORD_INVALID
 */
export const readAnswer = (place: string, request: RestRequest, received: Received): Answer => {
  requireFormat(place, request.format, received);
  return { headers: received.headers, ...formats[request.format].read(place, received.body, request) };
};
