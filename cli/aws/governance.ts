/** Reads what Lake Formation, the catalog and the raw zone's bucket really hold. */
import { GetDatabaseCommand, GlueClient, paginateGetTables, type Table } from "@aws-sdk/client-glue";
import {
  GetDataLakeSettingsCommand,
  GetResourceLFTagsCommand,
  LakeFormationClient,
  paginateListPermissions,
  paginateListResources,
  type LFTagPair,
  type PrincipalPermissions,
  type PrincipalResourcePermissions,
} from "@aws-sdk/client-lakeformation";
import { GetBucketPolicyCommand, S3Client } from "@aws-sdk/client-s3";
import { mapBounded } from "../../aws/bounded.ts";
import { unlessDatabaseMissing } from "../../aws/glue/catalog-absence.ts";
import { readDeployedSql, sqlStore } from "../../aws/artifacts/deployed-sql.ts";
import { curatedRelations, type CuratedRelation } from "../../model/governance/curated.ts";
import type { LiveGovernance, LiveGrant, LiveTable } from "../../model/governance/live.ts";
import type { Tags } from "../../model/governance/tags.ts";
import { toLiveResource } from "./live-resource.ts";

/** Calls side by side; Lake Formation answers each account a few dozen a second. */
const parallelCalls = 8;

const lakeFormation = new LakeFormationClient();
const glue = new GlueClient();

const toTags = (pairs: readonly LFTagPair[] = []): Tags =>
  Object.fromEntries(pairs.map(({ TagKey: key = "", TagValues: values = [] }) => [key, values[0] ?? ""]));

const principals = (defaults: readonly PrincipalPermissions[] = []): string[] =>
  defaults
    .filter(({ Permissions: permissions = [] }) => permissions.length > 0)
    .map(({ Principal: principal }) => principal?.DataLakePrincipalIdentifier ?? "");

const readSettings = async (): Promise<
  Pick<LiveGovernance, "administrators" | "databaseDefaults" | "tableDefaults">
> => {
  const { DataLakeSettings: settings = {} } = await lakeFormation.send(new GetDataLakeSettingsCommand({}));
  return {
    administrators: (settings.DataLakeAdmins ?? []).map((admin) => admin.DataLakePrincipalIdentifier ?? ""),
    databaseDefaults: principals(settings.CreateDatabaseDefaultPermissions),
    tableDefaults: principals(settings.CreateTableDefaultPermissions),
  };
};

const readLocations = async (): Promise<LiveGovernance["locations"]> => {
  const locations: { arn: string; role: string }[] = [];
  for await (const page of paginateListResources({ client: lakeFormation }, {})) {
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

const readGrants = async (): Promise<LiveGrant[]> => {
  const grants: LiveGrant[] = [];
  for await (const page of paginateListPermissions({ client: lakeFormation }, {})) {
    grants.push(...(page.PrincipalResourcePermissions ?? []).map(toGrant));
  }
  return grants;
};

const readTable = async (database: string, table: Table): Promise<LiveTable> => {
  const name = table.Name ?? "";
  const resource = { Table: { DatabaseName: database, Name: name } };
  const assigned = await lakeFormation.send(new GetResourceLFTagsCommand({ Resource: resource }));
  const tags = { ...toTags(assigned.LFTagOnDatabase), ...toTags(assigned.LFTagsOnTable) };
  // of a view, Lake Formation goes by the tags of the whole
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

/** Nothing of a database that is not there: environments come and go. */
const readDatabase = async (name: string): Promise<readonly LiveDatabase[]> => {
  const found = await unlessDatabaseMissing(glue, name, () => glue.send(new GetDatabaseCommand({ Name: name })));
  if (found === undefined) return [];
  const assigned = await lakeFormation.send(new GetResourceLFTagsCommand({ Resource: { Database: { Name: name } } }));
  const tables: Table[] = [];
  for await (const page of paginateGetTables({ client: glue }, { DatabaseName: name })) {
    tables.push(...(page.TableList ?? []));
  }
  const tableDefaults = principals(found.Database?.CreateTableDefaultPermissions);
  return [{ database: { name, tags: toTags(assigned.LFTagOnDatabase), tableDefaults }, tables }];
};

const readBucketPolicy = async (bucket: string): Promise<unknown> => {
  try {
    const { Policy: policy } = await new S3Client().send(new GetBucketPolicyCommand({ Bucket: bucket }));
    return policy === undefined ? undefined : (JSON.parse(policy) as unknown);
  } catch (error) {
    if (error instanceof Error && error.name === "NoSuchBucketPolicy") return undefined;
    throw error;
  }
};

/** @param databases the lakehouse's databases; the account's others are no concern of it */
export const readLiveGovernance = async (databases: readonly string[], rawBucket: string): Promise<LiveGovernance> => {
  const [settings, locations, grants, rawBucketPolicy, answers] = await Promise.all([
    readSettings(),
    readLocations(),
    readGrants(),
    readBucketPolicy(rawBucket),
    mapBounded(databases, parallelCalls, readDatabase),
  ]);
  const found = answers.flat();
  const wanted = found.flatMap(({ database, tables }) => tables.map((table) => ({ name: database.name, table })));
  const tables = await mapBounded(wanted, parallelCalls, ({ name, table }) => readTable(name, table));
  return { ...settings, locations, grants, rawBucketPolicy, databases: found.map(({ database }) => database), tables };
};

/** Tables and views of the curated zone that applied SQL declares, by their names in their environments. */
export const readAppliedRelations = async (artifactsBucket: string): Promise<readonly CuratedRelation[]> =>
  curatedRelations(await readDeployedSql(sqlStore(new S3Client(), artifactsBucket)));
