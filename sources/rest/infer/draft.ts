/** A contract and a source drafted from a sample of an API's records. */
import { guessMark } from "../../../model/contracts/custom-properties.ts";
import type { LogicalType } from "../../../model/types.ts";
import type { Draft } from "../../draft.ts";
import { requestDefaults, type Auth, type RequestSettings } from "../settings.ts";
import { fieldsOf, type Field } from "./fields.ts";
import { guessPaging, guessTotal } from "./paging.ts";
import { columnName, guessChangeTime, guessEventTime, guessKey, personalReason } from "./roles.ts";
import type { Sample } from "./sample.ts";

/** What a draft is about. */
export interface DraftSubject {
  readonly source: string;
  readonly name: string;
  /** The URL that was asked, with its parameters. */
  readonly url: URL;
  readonly below: Below;
  readonly auth: Auth;
  readonly headers: Readonly<Record<string, string>>;
}

interface Property {
  readonly property: string;
  readonly value: unknown;
}

const marked = (guess: string | undefined): readonly Property[] =>
  guess === undefined ? [] : [{ property: guessMark, value: guess }];

/** The base URL, and the path below it that reads the dataset. */
export interface Below {
  readonly baseUrl: string;
  readonly path: string;
}

/** @returns `undefined` if the URL isn't below the address */
export const splitUrl = ({ origin, pathname }: URL, address: string | undefined): Below | undefined => {
  const whole = `${origin}${pathname}`.replace(/\/+$/, "");
  if (address === undefined) {
    const at = whole.lastIndexOf("/");
    return at < origin.length ? undefined : { baseUrl: whole.slice(0, at), path: whole.slice(at) };
  }
  const baseUrl = address.replace(/\/+$/, "");
  return whole.startsWith(`${baseUrl}/`) ? { baseUrl, path: whole.slice(baseUrl.length) } : undefined;
};

interface Named {
  readonly field: Field;
  readonly name: string;
}

const withNames = (fields: readonly Field[]): readonly Named[] => {
  const taken = new Set<string>();
  return fields.map((field) => {
    const base = columnName(field);
    let name = base;
    for (let number = 2; taken.has(name) || name.startsWith("_"); number += 1) name = `${base.slice(0, 60)}_${number}`;
    taken.add(name);
    return { field, name };
  });
};

const described = (field: Field): string => `The record's ${field.path.join(" ")}.`.replaceAll(/[\r\n]/g, " ");

const columnOf = ({ field, name }: Named, key: Field | undefined): object => {
  const reason = personalReason(field);
  const isPersonal = reason !== undefined && field.logicalType === "string";
  const guesses = [
    ...(field === key ? ["it identifies a record: it is always there and never the same"] : []),
    ...(reason === undefined
      ? []
      : [`it is about a person, because ${reason}${isPersonal ? "" : "; personal columns are text"}`]),
    ...(field.why === undefined ? [] : [`its type, because ${field.why}`]),
  ];
  const logicalType: LogicalType = field.logicalType;
  return {
    name,
    ...(field.place !== name && { physicalName: field.place }),
    description: described(field),
    logicalType,
    ...(field.physicalType !== undefined && { physicalType: field.physicalType }),
    required: field.isAlways,
    ...(field === key && { primaryKey: true, primaryKeyPosition: 1 }),
    classification: isPersonal ? "personal" : "internal",
    ...(guesses.length > 0 && { customProperties: marked(guesses.join("; ")) }),
  };
};

/** Parameters that paging sets itself. */
const pagingParameters = (paging: NonNullable<RequestSettings["paging"]>): readonly string[] =>
  Object.entries(paging).flatMap(([name, value]) => (name !== "type" && typeof value === "string" ? [value] : []));

const requestOf = (
  { url, headers }: DraftSubject,
  sample: Sample,
): { readonly request: RequestSettings; readonly guesses: readonly string[] } => {
  const paging = guessPaging(sample, url);
  const total = guessTotal(sample);
  const own = pagingParameters(paging.value);
  const query = Object.fromEntries([...url.searchParams].filter(([name]) => !own.includes(name)));
  const request: RequestSettings = {
    ...(Object.keys(query).length > 0 && { query }),
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(sample.place !== requestDefaults.records && { records: sample.place }),
    ...(sample.format !== "json" && { format: sample.format }),
    ...(sample.format === "csv" && sample.delimiter !== "," && { delimiter: sample.delimiter }),
    paging: paging.value,
    total: total.value,
  };
  const guesses = [
    ...(paging.why === undefined ? [] : [`paging: ${paging.why}`]),
    ...(total.why === undefined ? [] : [`total: ${total.why}`]),
  ];
  return { request, guesses };
};

interface Ingestion {
  readonly settings: Readonly<Record<string, string>>;
  readonly guess: string;
}

const ingestionOf = (columns: readonly Named[]): Ingestion => {
  const fields = columns.map(({ field }) => field);
  const nameOf = (field: Field): string => columns.find((one) => one.field === field)?.name ?? "";
  const changed = guessChangeTime(fields);
  if (changed !== undefined) {
    const column = nameOf(changed);
    return {
      settings: { lakehouseWriteMode: "merge", lakehouseUpdatedAtColumn: column },
      guess: `write mode: "${column}" seems to say when a record changed; name it as lakehouseWindowColumn too, and its parameters in lakehouseRequest.window, if the source filters by it`,
    };
  }
  const event = guessEventTime(fields);
  const hint =
    event === undefined
      ? "nothing says when a record changed"
      : `"${nameOf(event)}" seems to say when a record was created; append with a window needs less, if records never change`;
  return { settings: { lakehouseWriteMode: "replace" }, guess: `write mode: every night reads everything; ${hint}` };
};

const nightly = [
  { property: "frequency", value: 1, unit: "d", scheduler: "EventBridge", schedule: "cron(30 2 * * ? *)" },
  { property: "retention", value: 30, unit: "d" },
  { property: "latency", value: 26, unit: "h" },
];

/** Drafts both from a sample with at least one record. */
export const draftOf = (subject: DraftSubject, sample: Sample): Draft => {
  const {
    source,
    name,
    auth,
    below: { baseUrl, path },
  } = subject;
  const { fields, leftOut } = fieldsOf(sample.records, sample.format === "csv");
  const columns = withNames(fields);
  const key = guessKey(fields);
  const { request, guesses: ofRequest } = requestOf(subject, sample);
  const { settings, guess: ofMode } = ingestionOf(columns);
  const guesses = [
    "purpose and owner: nobody has said them yet",
    "descriptions: columns are described by their fields' names only",
    ...(key === undefined
      ? ["key: no field is always there and never the same; mark the columns that identify a record"]
      : []),
    ...ofRequest,
    ofMode,
    `required: columns that all ${sample.records.length} records of the sample have`,
    `page size: the answer had ${sample.records.length} records`,
    "schedule and retention: every night at 2:30 UTC, 30 days",
  ];
  const properties: readonly Property[] = [
    ...Object.entries({
      lakehouseGroup: source,
      lakehouseTimeZone: "UTC",
      lakehousePath: path,
      lakehousePageSize: Math.min(5000, Math.max(1, sample.records.length)),
      ...settings,
      lakehouseRequest: request,
    }).map(([property, value]) => ({ property, value })),
    { property: guessMark, value: guesses },
  ];
  return {
    contract: {
      apiVersion: "v3.1.0",
      kind: "DataContract",
      id: `${source}.${name}`,
      name: `${source}: ${name}`,
      version: "0.1.0",
      status: "active",
      domain: source,
      description: { purpose: `Records of ${path}.` },
      team: { name: source },
      schema: [
        {
          name,
          logicalType: "object",
          physicalType: "table",
          properties: columns.map((column) => columnOf(column, key)),
        },
      ],
      slaProperties: nightly,
      customProperties: properties,
    },
    source: { name: source, description: `The API at ${new URL(baseUrl).host}.`, kind: "rest", auth },
    address: baseUrl,
    guesses,
    leftOut: leftOut.map(({ place }) => place),
    records: sample.records.length,
  };
};
