/** Reads the actual state in Lake Formation, the catalog and the raw zone's bucket. */
import { GetDatabaseCommand, type GlueClient, type Table } from "@aws-sdk/client-glue";
import {
  GetDataLakeSettingsCommand,
  GetResourceLFTagsCommand,
  paginateListResources,
  type LakeFormationClient,
  type PrincipalPermissions,
  type PrincipalResourcePermissions,
  type Resource,
} from "@aws-sdk/client-lakeformation";
import type { S3Client } from "@aws-sdk/client-s3";
import type { LiveGovernance, LiveGrant, LiveTable } from "../../model/governance/live.ts";
import type { Tags } from "../../model/governance/tags.ts";
import { mapBounded } from "../bounded.ts";
import { unlessDatabaseMissing } from "../glue/catalog-absence.ts";
import { glueTables } from "../glue/tables.ts";
import { bucketPolicy } from "../s3/buckets.ts";
import { toLiveResource } from "./live-resource.ts";
import { listedPermissions } from "./permissions.ts";
import { toTags } from "./tags.ts";

export interface GovernanceClients {
  readonly lakeFormation: LakeFormationClient;
  readonly glue: GlueClient;
  readonly s3: S3Client;
}

/** Concurrent calls; Lake Formation accepts a few dozen per second from each account. */
const parallelCalls = 8;

const principals = (defaults: readonly PrincipalPermissions[] = []): string[] =>
  defaults
    .filter(({ Permissions: permissions = [] }) => permissions.length > 0)
    .map(({ Principal: principal }) => principal?.DataLakePrincipalIdentifier ?? "");

const readSettings = async (
  client: LakeFormationClient,
): Promise<Pick<LiveGovernance, "administrators" | "databaseDefaults" | "tableDefaults">> => {
  const { DataLakeSettings: settings = {} } = await client.send(new GetDataLakeSettingsCommand({}));
  return {
    administrators: (settings.DataLakeAdmins ?? []).map((admin) => admin.DataLakePrincipalIdentifier ?? ""),
    databaseDefaults: principals(settings.CreateDatabaseDefaultPermissions),
    tableDefaults: principals(settings.CreateTableDefaultPermissions),
  };
};

const readLocations = async (client: LakeFormationClient): Promise<LiveGovernance["locations"]> => {
  const locations: { arn: string; role: string }[] = [];
  for await (const page of paginateListResources({ client }, {})) {
    for (const { ResourceArn: arn = "", RoleArn: role = "" } of page.ResourceInfoList ?? []) {
      locations.push({ arn, role });
    }
  }
  return locations;
};

const toGrant = (entry: PrincipalResourcePermissions): LiveGrant => ({
  principal: entry.Principal?.DataLakePrincipalIdentifier ?? "",
  resource: toLiveResource(entry.Resource ?? {}),
  permissions: entry.Permissions ?? [],
  grantable: entry.PermissionsWithGrantOption ?? [],
});

/** The tags of a resource, including inherited ones. */
const assignedTags = (client: LakeFormationClient, resource: Resource) =>
  client.send(new GetResourceLFTagsCommand({ Resource: resource }));

const readTable = async (client: LakeFormationClient, database: string, table: Table): Promise<LiveTable> => {
  const name = table.Name ?? "";
  const assigned = await assignedTags(client, { Table: { DatabaseName: database, Name: name } });
  const tags = { ...toTags(assigned.LFTagOnDatabase), ...toTags(assigned.LFTagsOnTable) };
  // for a view, Lake Formation evaluates the tags of the whole
  const onColumns = table.TableType === "VIRTUAL_VIEW" ? [] : (assigned.LFTagsOnColumns ?? []);
  const own = new Map(onColumns.map((column) => [column.Name, toTags(column.LFTags)]));
  const columns = [...(table.StorageDescriptor?.Columns ?? []), ...(table.PartitionKeys ?? [])];
  return {
    database,
    table: name,
    tags,
    columns: Object.fromEntries(
      columns.map(({ Name: column = "" }): [string, Tags] => [column, { ...tags, ...own.get(column) }]),
    ),
  };
};

interface LiveDatabase {
  readonly database: LiveGovernance["databases"][number];
  readonly tables: readonly Table[];
}

/** Empty for a database that does not exist, since environments come and go. */
const readDatabase = async (
  { lakeFormation, glue }: GovernanceClients,
  name: string,
): Promise<readonly LiveDatabase[]> => {
  const found = await unlessDatabaseMissing(glue, name, () => glue.send(new GetDatabaseCommand({ Name: name })));
  if (found === undefined) return [];
  const assigned = await assignedTags(lakeFormation, { Database: { Name: name } });
  const tables = await glueTables(glue, name);
  const tableDefaults = principals(found.Database?.CreateTableDefaultPermissions);
  return [{ database: { name, tags: toTags(assigned.LFTagOnDatabase), tableDefaults }, tables }];
};

/** @param databases the lakehouse's databases; the account's other databases are ignored */
export const readLiveGovernance = async (
  databases: readonly string[],
  rawBucket: string,
  clients: GovernanceClients,
): Promise<LiveGovernance> => {
  const { lakeFormation, s3 } = clients;
  const [settings, locations, permissions, rawBucketPolicy, answers] = await Promise.all([
    readSettings(lakeFormation),
    readLocations(lakeFormation),
    listedPermissions(lakeFormation),
    bucketPolicy(s3, rawBucket),
    mapBounded(databases, parallelCalls, (name) => readDatabase(clients, name)),
  ]);
  const found = answers.flat();
  const wanted = found.flatMap(({ database, tables }) => tables.map((table) => ({ name: database.name, table })));
  const tables = await mapBounded(wanted, parallelCalls, ({ name, table }) => readTable(lakeFormation, name, table));
  return {
    ...settings,
    locations,
    grants: permissions.map(toGrant),
    rawBucketPolicy,
    databases: found.map(({ database }) => database),
    tables,
  };
};
