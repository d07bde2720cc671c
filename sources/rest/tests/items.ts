/** The demo source's items (`docs/sandbox.md`, Ways): a contract for any behavior, and the rows that have to land. */
import { stringify } from "yaml";
import { fieldsOf, updatedAtOf, type Field } from "../../../sandbox/source/api/ways/items.ts";
import { parseBehavior, type Behavior } from "../../../sandbox/source/api/ways/behavior.ts";
import { credentials } from "../../../sandbox/source/api/credentials.ts";
import type { Bundle } from "../../../model/documents/contract-bundle.ts";
import { operatorToken, type SourceApis } from "../../../tests/support/source-apis.ts";
import { compiled, runNight, type Night, type NightOptions } from "./night.ts";

/** A part of a contract or of `sources.yaml`. */
export type Part = Readonly<Record<string, unknown>>;

export type Auth = "none" | "bearer" | "api-key-header" | "api-key-query" | "basic" | "oauth2-header" | "oauth2-body";

const { apiKey, basic, oauth2 } = credentials;
const client = `${oauth2.id}:${oauth2.secret}`;
const tokenPath = "/oauth/token";

/** Each authentication: how a contract says it, how the source is told, and the secret's value. */
export const auths: Readonly<Record<Auth, { readonly said: Part; readonly way: string; readonly secret: string }>> = {
  none: { said: { type: "none" }, way: "auth=none", secret: "" },
  bearer: { said: { type: "bearer", secret: "demo" }, way: "auth=bearer", secret: operatorToken },
  "api-key-header": { said: { type: "api-key", secret: "demo" }, way: "auth=api-key-header", secret: apiKey },
  "api-key-query": {
    said: { type: "api-key", secret: "demo", in: "query", name: "api_key" },
    way: "auth=api-key-query",
    secret: apiKey,
  },
  basic: { said: { type: "basic", secret: "demo" }, way: "auth=basic", secret: `${basic.user}:${basic.password}` },
  "oauth2-header": {
    said: { type: "oauth2", secret: "demo", tokenPath },
    way: "auth=oauth2,client=header",
    secret: client,
  },
  "oauth2-body": {
    said: { type: "oauth2", secret: "demo", tokenPath, scope: "read", clientAuth: "body" },
    way: "auth=oauth2,client=body,scope=read",
    secret: client,
  },
};

const columnsOf = (isCsv: boolean): readonly Part[] => {
  const column = (name: string, logicalType: string, more: Part = {}): Part => ({
    ...{ name, description: `The item's ${name}.`, logicalType, classification: "internal", required: false, ...more },
  });
  const inside = (field: string): Part => ({ physicalName: isCsv ? `address_${field}` : `address.${field}` });
  const key = { physicalType: "bigint", required: true, primaryKey: true, primaryKeyPosition: 1 };
  return [
    column("id", "integer", key),
    column("name", "string"),
    column("amount", "number", { physicalType: "decimal(12,2)" }),
    column("updated_at", "timestamp", { required: true }),
    column("city", "string", inside("city")),
    column("postcode", "string", inside("postcode")),
    column("note", "string"),
  ];
};

const sla = [
  { property: "frequency", value: 1, unit: "d", scheduler: "EventBridge", schedule: "cron(30 4 * * ? *)" },
  { property: "retention", value: 400, unit: "d" },
  { property: "latency", value: 26, unit: "h" },
];

export interface ItemsOptions {
  readonly request?: Part;
  readonly pageSize?: number;
  /** Whether each night asks for its window only. */
  readonly isWindowed?: boolean;
}

/** The text of a contract for `/items`. */
export const itemsContract = ({ request = {}, pageSize = 10, isWindowed = false }: ItemsOptions): string => {
  const settings = {
    lakehouseGroup: "demo",
    lakehouseTimeZone: "UTC",
    lakehousePath: "/items",
    lakehousePageSize: pageSize,
    lakehouseRequest: request,
    ...(isWindowed
      ? { lakehouseWriteMode: "append", lakehouseWindowColumn: "updated_at" }
      : { lakehouseWriteMode: "replace" }),
  };
  return stringify({
    ...{ apiVersion: "v3.1.0", kind: "DataContract", id: "demo.items", name: "Items", version: "1.0.0" },
    ...{ status: "active", domain: "demo", description: { purpose: "Items." }, team: { name: "demo" } },
    schema: [
      {
        ...{ name: "items", logicalType: "object", physicalType: "table" },
        properties: columnsOf(request["format"] === "csv"),
      },
    ],
    slaProperties: sla,
    customProperties: Object.entries(settings).map(([property, value]) => ({ property, value })),
  });
};

export const sourcesText = (auth: Part, more: Part = {}): string =>
  stringify({ sources: [{ name: "demo", description: "The demo.", kind: "rest", auth, ...more }] });

let runs = 0;

/** A behavior's list in a path, with counters of its own. */
const segmentOf = (way: string): string => {
  runs += 1;
  return `${way},run=r${runs}`;
};

/** How the source behaves, and whom it lets in: those who the contract says it does, unless the way says otherwise. */
export const wayOf = ({ way, auth = "none" }: Pick<ItemsNight, "way" | "auth">): string =>
  [...(way.includes("auth=") ? [] : [auths[auth].way]), way].filter((part) => part !== "").join(",");

const known = new Map<string, Bundle>();

const compiledOnce = (sources: string, contract: string): Bundle => {
  const key = `${sources}\n${contract}`;
  const bundle = known.get(key) ?? compiled(sources, contract);
  known.set(key, bundle);
  return bundle;
};

/** Compiled contracts of a source and its items. Each text is compiled once, because that takes longer than a night. */
const bundleOf = (sources: string, contract: string): Bundle => ({
  ...compiledOnce(sourcesText({ type: "none" }), contract),
  sources: compiledOnce(sources, itemsContract({})).sources,
});

export interface Items extends Night {
  readonly calls: { readonly items: number; readonly count: number; readonly token: number };
}

export interface ItemsNight extends ItemsOptions, Partial<Pick<NightOptions, "window" | "timeoutSeconds">> {
  /** How the source behaves, e.g. `paging=cursor,rows=105`. */
  readonly way: string;
  readonly auth?: Auth;
  /** Instead of the right one. */
  readonly secret?: string;
  /** Members of the authentication that differ from the right ones. */
  readonly authSaid?: Part;
}

/** A night of a source that behaves in a way, with a contract for it. */
export const itemsNight = async (apis: SourceApis, options: ItemsNight): Promise<Items> => {
  const { auth = "none", window, timeoutSeconds } = options;
  const { said, secret } = auths[auth];
  const base = `/ways/${segmentOf(wayOf(options))}`;
  const nights = await runNight({
    bundle: bundleOf(sourcesText({ ...said, ...options.authSaid }), itemsContract(options)),
    address: `${apis.url}${base}`,
    secret: options.secret ?? secret,
    clock: apis.clock,
    ...(window !== undefined && { window }),
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
  });
  const night = nights.get("items");
  if (night === undefined) throw new Error("the items were not planned");
  const { calls } = (await apis.call(`${base}/calls`)).json() as Pick<Items, "calls">;
  return { ...night, calls };
};

const cellsOf = (fields: readonly Field[]): object => Object.fromEntries(fields.flatMap(({ csv }) => csv));
const textOf = (fields: readonly Field[]): string =>
  `{${fields.map(({ name, json }) => `"${name}":${json}`).join(",")}}`;

/** The rows of a table as they have to land, in the order of their numbers. */
export const expectedRows = (way: string, window?: NightOptions["window"]): readonly (string | object)[] => {
  const behavior = parseBehavior(way);
  if ("problems" in behavior) throw new Error(behavior.problems.join("; "));
  const isInside = (row: number): boolean =>
    window === undefined ||
    (updatedAtOf(row) >= Date.parse(window.since) && updatedAtOf(row) < Date.parse(window.until));
  return Array.from({ length: behavior.rows }, (_, place) => place + 1)
    .filter(isInside)
    .map((row) => rowOf(row, behavior));
};

const rowOf = (row: number, behavior: Behavior): string | object => {
  const fields = fieldsOf(row, updatedAtOf(row), false, behavior);
  return behavior.format === "csv" ? cellsOf(fields) : textOf(fields);
};

/** What landed, comparable with `expectedRows`. */
export const landedRows = ({ dataset, lines, records }: Night): readonly (string | object)[] =>
  dataset.extraction.format?.type === "csv" ? records : lines;
