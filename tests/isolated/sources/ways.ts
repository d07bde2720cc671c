/** Contracts for the demo source's items in several ways of paging, totals, formats, and authentication. */
import { stringify } from "yaml";
import { credentials } from "../../../sandbox/source/api/credentials.ts";
import type { ContractFile } from "../../../sandbox/deployment/program-copy.ts";

export const itemRows = 230;
export const waysGroup = "ways";
export const daysGroup = "ways_days";

interface Way {
  /** The source's name. */
  readonly name: string;
  /** As docs/sandbox.md says it. */
  readonly behavior: string;
  readonly auth: object;
  /** The secret's value; empty if none is needed. */
  readonly secret: string;
  readonly request: object;
  readonly settings?: Readonly<Record<string, unknown>>;
}

const { basic, oauth2, apiKey } = credentials;

/** Each is a source of its own, with the table `items`. */
export const ways: readonly Way[] = [
  {
    name: "way_csv",
    behavior: "paging=page,total=header,format=csv,delimiter=semicolon,auth=basic",
    auth: { type: "basic", secret: "way-csv" },
    secret: `${basic.user}:${basic.password}`,
    request: {
      paging: { type: "page" },
      total: { from: "header" },
      ...{ format: "csv", delimiter: ";" },
    },
  },
  {
    name: "way_cursor",
    behavior: "paging=cursor,total=none,auth=oauth2,uses=20",
    auth: { type: "oauth2", secret: "way-cursor", tokenPath: "/oauth/token" },
    secret: `${oauth2.id}:${oauth2.secret}`,
    request: { paging: { type: "cursor" }, total: { from: "none" } },
  },
  {
    name: "way_links",
    behavior: "paging=link-header,total=count,format=ndjson,auth=api-key-query,gzip=yes",
    auth: { type: "api-key", secret: "way-links", in: "query", name: "api_key" },
    secret: apiKey,
    request: {
      paging: { type: "link-header" },
      total: { from: "count", path: "/items/count" },
      format: "ndjson",
    },
  },
  {
    name: "way_keyset",
    behavior: "paging=keyset,records=result.items,ids=big",
    auth: { type: "none" },
    secret: "",
    request: { paging: { type: "keyset", more: "$.has_more" }, records: "$.result.items[*]" },
  },
  {
    name: "way_days",
    behavior: "paging=next-link,next=path,window=date",
    auth: { type: "none" },
    secret: "",
    request: {
      paging: { type: "next-link", size: "limit" },
      window: { query: { updated_since: "{since}", updated_until: "{until}" }, format: "date" },
    },
    settings: {
      ...{ lakehouseWriteMode: "merge", lakehouseWindowColumn: "updated_at" },
      ...{ lakehouseUpdatedAtColumn: "updated_at", lakehouseTimeZone: "America/New_York" },
      lakehouseGroup: daysGroup,
    },
  },
];

/** Where the demo source at `url` behaves so. */
export const addressOf = (url: string, { name, behavior }: Way): string =>
  `${url}/ways/${behavior},rows=${itemRows},run=${name}`;

export const sourceEntry = ({ name, auth, request }: Way): object => ({
  ...{ name, description: `Items of the demo source: ${name}.`, kind: "rest", auth, request },
});

const column = (name: string, logicalType: string, more: object = {}): object => ({
  ...{ name, description: `The item's ${name}.`, logicalType, required: false, classification: "internal", ...more },
});

const sla = [
  { property: "frequency", value: 1, unit: "d", scheduler: "EventBridge", schedule: "cron(30 4 * * ? *)" },
  { property: "retention", value: 30, unit: "d" },
  { property: "latency", value: 26, unit: "h" },
];

export const contractOf = ({ name, behavior, settings = {} }: Way): ContractFile => {
  const city = behavior.includes("format=csv") ? "address_city" : "address.city";
  const all = {
    ...{ lakehouseGroup: waysGroup, lakehouseTimeZone: "UTC", lakehousePath: "/items", lakehousePageSize: 50 },
    lakehouseWriteMode: "replace",
    ...settings,
  };
  return {
    name: `${name}.items.odcs.yaml`,
    text: stringify({
      ...{ apiVersion: "v3.1.0", kind: "DataContract", id: `${name}.items`, name, version: "1.0.0" },
      ...{ status: "active", domain: name, description: { purpose: "Items." }, team: { name: "tests" } },
      schema: [
        {
          ...{ name: "items", logicalType: "object", physicalType: "table" },
          properties: [
            column("id", "integer", {
              physicalType: "bigint",
              required: true,
              primaryKey: true,
              primaryKeyPosition: 1,
            }),
            column("amount", "number", { physicalType: "decimal(12,2)" }),
            column("updated_at", "timestamp", { required: true }),
            column("city", "string", { physicalName: city }),
            column("note", "string"),
          ],
        },
      ],
      slaProperties: sla,
      customProperties: Object.entries(all).map(([property, value]) => ({ property, value })),
    }),
  };
};
