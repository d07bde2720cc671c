/** Contracts of the tables that exist only to measure scale; the demo source serves them below `/scale`. Pure. */
import { stringify } from "yaml";
import type { ContractFile } from "../../sandbox/deployment/program-copy.ts";
import { smallPath } from "../../sandbox/source/scale.ts";

export const scaleSource = "scale";
/** Groups of one dataset each. */
export const metersGroup = "scale_meters";
export const transactionsGroup = "scale_transactions";
export const smallGroup = (group: number): string => `scale_small_${group + 1}`;

type Property = Readonly<Record<string, unknown>>;

const column = (name: string, physicalType: string, more: Property = {}): Property => {
  const logicalType = /^(int|bigint)$/.test(physicalType) ? "integer" : "number";
  const typed = /^(string|date|timestamp)$/.test(physicalType)
    ? { logicalType: physicalType }
    : { logicalType, physicalType };
  return { name, description: `The record's ${name}.`, ...typed, required: true, classification: "internal", ...more };
};

const key = (name: string, physicalType: string): Property =>
  column(name, physicalType, { primaryKey: true, primaryKeyPosition: 1 });

const byDay = {
  partitioned: true,
  partitionKeyPosition: 1,
  customProperties: [{ property: "lakehousePartitionTransform", value: "day" }],
};

interface Table {
  readonly name: string;
  readonly group: string;
  readonly columns: readonly Property[];
  readonly path: string;
  /** By name without the prefix `lakehouse`. */
  readonly settings: Readonly<Record<string, string>>;
}

const contract = ({ name, group, columns, path, settings }: Table): ContractFile => ({
  name: `${scaleSource}.${name}.odcs.yaml`,
  text: stringify({
    apiVersion: "v3.1.0",
    kind: "DataContract",
    id: `${scaleSource}.${name}`,
    name: `Scale: ${name}`,
    version: "1.0.0",
    status: "active",
    domain: scaleSource,
    description: { purpose: "Shows what a table of its size costs a night." },
    team: { name: "bench" },
    schema: [{ name, logicalType: "object", physicalType: "table", properties: columns }],
    slaProperties: [
      { property: "frequency", value: 1, unit: "d", scheduler: "EventBridge", schedule: "cron(30 1 * * ? *)" },
      { property: "retention", value: 30, unit: "d" },
      { property: "latency", value: 26, unit: "h" },
    ],
    customProperties: Object.entries({ Group: group, TimeZone: "UTC", Path: path, PageSize: 5000, ...settings }).map(
      ([setting, value]) => ({ property: `lakehouse${setting}`, value }),
    ),
  }),
});

const meters = contract({
  name: "meters",
  group: metersGroup,
  path: "/meters",
  columns: [
    key("meter_id", "bigint"),
    column("serial", "string"),
    column("country", "string"),
    column("owner_email", "string", { classification: "personal" }),
    column("reading", "decimal(12,3)"),
    column("load", "double"),
    column("state", "string"),
    column("installed_on", "date"),
    column("updated_at", "timestamp"),
  ],
  settings: { WriteMode: "merge", WindowColumn: "updated_at", UpdatedAtColumn: "updated_at" },
});

const transactions = contract({
  name: "transactions",
  group: transactionsGroup,
  path: "/transactions",
  columns: [
    key("transaction_id", "bigint"),
    column("recorded_at", "timestamp", byDay),
    column("service_code", "string"),
    column("customer_id", "bigint"),
    column("satellite_id", "int", { required: false }),
    column("antenna_id", "int", { required: false }),
    column("data_volume", "bigint", { required: false }),
    column("revenue", "decimal(12,4)", { classification: "confidential" }),
    column("operating_cost", "decimal(12,4)", { classification: "confidential" }),
    column("operator_email", "string", { required: false, classification: "personal" }),
    column("status", "string"),
  ],
  settings: { WriteMode: "append", WindowColumn: "recorded_at" },
});

const small = (index: number, group: string): ContractFile =>
  contract({
    name: `small_${(index + 1).toString().padStart(4, "0")}`,
    group,
    path: smallPath(index),
    columns: [key("item_id", "bigint"), column("name", "string"), column("amount", "decimal(12,2)")],
    settings: { WriteMode: "replace" },
  });

export interface SmallDatasets {
  readonly datasets: number;
  readonly groups: number;
}

/** The two big tables, and the requested number of small ones, spread evenly over their groups. */
export const scaleContracts = ({ datasets, groups }: SmallDatasets): readonly ContractFile[] => [
  meters,
  transactions,
  ...Array.from({ length: datasets }, (_, index) => small(index, smallGroup(index % groups))),
];

/** The scale source's entry in the sources file. */
export const scaleSourceEntry = {
  name: scaleSource,
  description: "Tables whose only point is their size.",
  kind: "rest",
  auth: { type: "bearer", secret: "scale-api-token", rotation: { path: "/tokens" } },
};
