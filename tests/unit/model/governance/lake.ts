/** A small lake whose live state matches its contracts, SQL and config; each test changes one thing. */
import type { Bundle, Classification, Column, Dataset } from "../../../../model/documents/contract-bundle.ts";
import { governanceOf } from "../../../../model/governance/index.ts";
import type { GovernedStack, Principal } from "../../../../model/documents/deployment.ts";
import type { LiveGovernance, LiveTable } from "../../../../model/governance/live.ts";
import type { Persona } from "../../../../model/governance/principals.ts";
import { databaseTags, type Declarations } from "../../../../model/governance/tags.ts";

const column = (name: string, classification: Classification): Column => ({
  name,
  sourceName: name,
  type: "string",
  required: false,
  classification,
  description: name,
});

const customers: Dataset = {
  id: "shop.customers",
  source: "shop",
  name: "customers",
  version: "1.0.0",
  description: "Customers",
  owner: "shop",
  columns: [
    column("customer_id", "internal"),
    column("segment", "public"),
    column("credit_limit", "confidential"),
    column("email", "personal"),
  ],
  primaryKey: ["customer_id"],
  writeMode: "replace",
  partitions: [],
  extraction: { request: { path: "/customers", pageSize: 5000 } },
  group: "shop",
  rawRetentionDays: 90,
  freshnessHours: 26,
  tolerance: { quarantineWarnPercent: 0, quarantineStopPercent: 100, empty: false, removedRows: "keep" },
};

const bundle: Bundle = {
  formatVersion: 1,
  sources: [{ name: "shop", description: "Shop", kind: "rest", settings: {}, tokenSecret: "shop-token" }],
  schedules: [{ group: "shop", expression: "cron(30 1 * * ? *)", timeZone: "UTC" }],
  datasets: [customers],
};

const columns = [
  { name: "segment", classification: "public" as const },
  { name: "mean_credit_limit", classification: "confidential" as const },
];

/** A model and a view with the same columns, in production and in a preview. */
export const declared: Declarations = {
  ...bundle,
  curated: ["shop_curated", "shop_curated__preview_1"].flatMap((database) => [
    { name: `${database}.segments`, isView: false, columns },
    { name: `${database}.segments_shown`, isView: true, columns },
  ]),
};

export const roleOf = (name: string): string => `arn:aws:iam::123456789012:role/${name}`;

export const principal = (persona: Persona): Principal => ({
  name: persona,
  persona,
  role: roleOf(persona),
  domains: ["shop"],
});

export const stack: GovernedStack = {
  principals: [principal("data-engineer"), principal("analyst"), principal("bi"), principal("auditor")],
  writers: [{ name: "process", role: roleOf("process"), reads: [], writes: ["processed"], filesBy: "role" }],
  locations: [{ zone: "processed", arn: "arn:aws:s3:::shop-processed", role: roleOf("lakeformation") }],
  administrators: [roleOf("govern"), roleOf("deployer")],
};

const governance = governanceOf(declared, stack);

/** Every declared table and view, with the tags that follow from its declaration. */
const tables: readonly LiveTable[] = governance.tables.map((declaredTable) => {
  const { database, table, zone, domain, sensitivity: ofView } = declaredTable;
  const tags = { ...databaseTags(domain, zone), ...(ofView && { sensitivity: ofView }) };
  return {
    database,
    table,
    tags,
    columns: Object.fromEntries(
      Object.entries(declaredTable.columns).map(
        ([name, own]) => [name, { ...tags, sensitivity: ofView ?? own }] as const,
      ),
    ),
  };
});

export const live: LiveGovernance = {
  administrators: [...stack.administrators, roleOf("somebody-elses-admin")],
  databaseDefaults: [],
  tableDefaults: [],
  locations: stack.locations,
  grants: [
    ...governance.grants.map(({ role, on, expression, permissions }) => ({
      principal: role,
      resource: { kind: "tags" as const, on, expression: { ...expression } },
      permissions,
      grantable: [],
    })),
    ...governance.databaseGrants.map(({ role, database, permissions }) => ({
      principal: role,
      resource: { kind: "database" as const, database },
      permissions: [...permissions],
      grantable: [],
    })),
    // the creator of a table or view has all permissions on it
    {
      principal: roleOf("process"),
      resource: { kind: "table" as const, database: "shop_processed", table: "customers" },
      permissions: ["ALL", "SELECT"],
      grantable: ["ALL", "SELECT"],
    },
    {
      principal: roleOf("data-engineer"),
      resource: { kind: "table" as const, database: "shop_curated", table: "segments" },
      permissions: ["ALL", "SELECT"],
      grantable: ["ALL", "SELECT"],
    },
  ],
  databases: governance.databases.map(({ name, tags }) => ({ name, tags, tableDefaults: [] })),
  tables,
  rawBucketPolicy: {
    Statement: [
      { Effect: "Deny", Action: "s3:*", Condition: { Bool: { "aws:SecureTransport": "false" } } },
      {
        Effect: "Deny",
        Action: "s3:GetObject*",
        Condition: { ArnNotLike: { "aws:PrincipalArn": [roleOf("extract"), roleOf("process")] } },
      },
    ],
  },
};
