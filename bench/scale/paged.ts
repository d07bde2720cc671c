/** Sources that differ only in how they page; the demo source serves them below `/ways`. Pure. */
import { stringify } from "yaml";
import type { ContractFile } from "../../sandbox/deployment/program-copy.ts";

const pageSize = 5000;

/** How each is asked, by the name that its source, group, and behavior have. */
const pagings = {
  offset: { type: "offset", limit: "limit", offset: "offset" },
  keyset: { type: "keyset", size: "limit", after: "starting_after", key: "id", more: "$.has_more" },
  cursor: { type: "cursor", size: "limit", cursor: "cursor", next: "$.next_cursor" },
} as const;
export type Paged = keyof typeof pagings;
export const pagedNames = Object.keys(pagings) as readonly Paged[];

export const pagedGroup = (paged: Paged): string => `paged_${paged}`;
const sourceName = pagedGroup;

/** Where the demo source serves one, with this many rows. */
export const pagedPath = (paged: Paged, rows: number): string => `/ways/paging=${paged},cap=${pageSize},rows=${rows}`;

/** Entries of the sources file. */
export const pagedSources = pagedNames.map((paged) => ({
  name: sourceName(paged),
  description: `Pages by ${paged}, to be measured.`,
  kind: "rest",
  auth: { type: "none" },
  request: { paging: pagings[paged] },
}));

const column = (name: string, logicalType: string, more: object = {}): object => ({
  ...{ name, description: `The record's ${name}.`, logicalType, required: true, classification: "internal" },
  ...more,
});

const contract = (paged: Paged): ContractFile => ({
  name: `${sourceName(paged)}.items.odcs.yaml`,
  text: stringify({
    apiVersion: "v3.1.0",
    kind: "DataContract",
    id: `${sourceName(paged)}.items`,
    name: `Paged by ${paged}`,
    version: "1.0.0",
    status: "active",
    domain: sourceName(paged),
    description: { purpose: "Shows what a form of paging costs a night." },
    team: { name: "bench" },
    schema: [
      {
        name: "items",
        logicalType: "object",
        physicalType: "table",
        properties: [
          column("id", "integer", { physicalType: "bigint", primaryKey: true, primaryKeyPosition: 1 }),
          column("name", "string"),
          column("amount", "number", { physicalType: "decimal(12,2)" }),
          column("updated_at", "timestamp"),
          column("city", "string", { physicalName: "address.city" }),
        ],
      },
    ],
    slaProperties: [
      { property: "frequency", value: 1, unit: "d", scheduler: "EventBridge", schedule: "cron(30 1 * * ? *)" },
      { property: "retention", value: 30, unit: "d" },
      { property: "latency", value: 26, unit: "h" },
    ],
    customProperties: Object.entries({
      Group: pagedGroup(paged),
      TimeZone: "UTC",
      Path: "/items",
      PageSize: pageSize,
      WriteMode: "replace",
    }).map(([setting, value]) => ({ property: `lakehouse${setting}`, value })),
  }),
});

export const pagedContracts = (): readonly ContractFile[] => pagedNames.map(contract);
