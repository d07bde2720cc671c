/** One answer of an API that nothing is known about yet. */
import { csvRecords, CsvRecordsError } from "../../../model/formats/csv-records.ts";
import { csvObjects } from "../../../model/formats/csv-cells.ts";
import { ndjsonRecords } from "../../../model/formats/ndjson-records.ts";
import { parseJson } from "../../../model/validation/json.ts";
import type { Received } from "../http/client.ts";
import type { RestRequest } from "../settings.ts";

/** What an answer's records are, and where. */
export interface Sample {
  readonly format: RestRequest["format"];
  readonly delimiter: string;
  /** As `records` in a request. */
  readonly place: string;
  readonly records: readonly object[];
  /** The whole value of a JSON answer. */
  readonly value: unknown;
  readonly headers: Headers;
}

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

interface Found {
  readonly keys: readonly string[];
  readonly records: readonly object[];
}

/** Lists of objects deeper than this are parts of records. */
const deepest = 4;

const listsIn = (value: unknown, keys: readonly string[] = []): readonly Found[] => {
  if (Array.isArray(value)) {
    const records = value.filter(isObject);
    return records.length === value.length ? [{ keys, records }] : [];
  }
  if (!isObject(value) || keys.length >= deepest) return [];
  return Object.entries(value)
    .filter(([key]) => /^[A-Za-z_][\w-]*$/.test(key))
    .flatMap(([key, inside]) => listsIn(inside, [...keys, key]));
};

/** The longest list of objects; of two, the one nearer to the top. */
const recordsIn = (value: unknown): Found | undefined =>
  [...listsIn(value)].sort(
    (one, other) => other.records.length - one.records.length || one.keys.length - other.keys.length,
  )[0];

const delimiters = [",", ";", "\t", "|"] as const;

const asCsv = (body: Uint8Array): Pick<Sample, "delimiter" | "records"> | undefined => {
  for (const delimiter of delimiters) {
    try {
      const { names, records } = csvRecords(body, delimiter);
      if (names.length > 1) return { delimiter, records: csvObjects(names, records, delimiter) };
    } catch (error) {
      if (!(error instanceof CsvRecordsError)) throw error;
    }
  }
  return undefined;
};

const asNdjson = (body: Uint8Array): readonly object[] | undefined => {
  const values = ndjsonRecords(body).map((line) => parseJson(new TextDecoder().decode(line)));
  return values.length > 1 && values.every(isObject) ? values : undefined;
};

/** The records of an answer in any of the formats; `undefined` if it has none of them. */
export const sampleOf = ({ body, headers }: Received): Sample | undefined => {
  // Its lines could pass as CSV
  if (/^text\/html\b/i.test(headers.get("content-type") ?? "")) return undefined;
  const value = parseJson(new TextDecoder().decode(body));
  const common = { delimiter: ",", value, headers } as const;
  if (value !== undefined) {
    const found = recordsIn(value);
    if (found === undefined) return undefined;
    const place = `${["$", ...found.keys].join(".")}[*]`;
    return { ...common, format: "json", place, records: found.records };
  }
  const lines = asNdjson(body);
  if (lines !== undefined) return { ...common, format: "ndjson", place: "$[*]", records: lines };
  const csv = asCsv(body);
  return csv === undefined ? undefined : { ...common, format: "csv", place: "$[*]", ...csv };
};
