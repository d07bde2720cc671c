/** What a Lake Formation permission or tag is on, in the provider's words and in the API's. */
import type { Resource, ResourceType } from "@aws-sdk/client-lakeformation";

/** One of them is given. */
export interface NamedResource {
  readonly catalogResource?: boolean;
  readonly database?: { readonly name: string };
  readonly dataLocation?: { readonly arn: string };
  readonly lfTag?: unknown;
  readonly lfTagPolicy?: {
    readonly resourceType: ResourceType;
    readonly expressions: readonly { readonly key: string; readonly values: string[] }[];
  };
  readonly table?: { readonly databaseName: string; readonly name?: string; readonly wildcard?: boolean };
  readonly tableWithColumns?: {
    readonly databaseName: string;
    readonly name: string;
    readonly columnNames?: string[];
    readonly excludedColumnNames?: string[];
    readonly wildcard?: boolean;
  };
}

/** Inputs that name what a permission is on. */
export const resourceInputs = [
  "catalogResource",
  "database",
  "dataLocation",
  "lfTag",
  "lfTagPolicy",
  "table",
  "tableWithColumns",
] as const;

const toTable = ({ databaseName, name }: NonNullable<NamedResource["table"]>): Resource => ({
  Table:
    name === undefined ? { DatabaseName: databaseName, TableWildcard: {} } : { DatabaseName: databaseName, Name: name },
});

const toColumns = (given: NonNullable<NamedResource["tableWithColumns"]>): Resource => ({
  TableWithColumns: {
    DatabaseName: given.databaseName,
    Name: given.name,
    ...(given.columnNames === undefined
      ? { ColumnWildcard: { ExcludedColumnNames: given.excludedColumnNames ?? [] } }
      : { ColumnNames: given.columnNames }),
  },
});

const toPolicy = ({ resourceType, expressions }: NonNullable<NamedResource["lfTagPolicy"]>): Resource => ({
  LFTagPolicy: {
    ResourceType: resourceType,
    Expression: expressions.map(({ key, values }) => ({ TagKey: key, TagValues: values })),
  },
});

const toTagKey = (given: unknown): Resource => {
  const { key, values } = given as { key: string; values: string[] };
  return { LFTag: { TagKey: key, TagValues: values } };
};

/** @throws when none is given */
export const toResource = (inputs: NamedResource): Resource => {
  const { catalogResource, database, dataLocation, lfTag, lfTagPolicy, table, tableWithColumns } = inputs;
  if (database !== undefined) return { Database: { Name: database.name } };
  if (dataLocation !== undefined) return { DataLocation: { ResourceArn: dataLocation.arn } };
  if (lfTagPolicy !== undefined) return toPolicy(lfTagPolicy);
  if (table !== undefined) return toTable(table);
  if (tableWithColumns !== undefined) return toColumns(tableWithColumns);
  if (lfTag !== undefined) return toTagKey(lfTag);
  if (catalogResource === true) return { Catalog: {} };
  throw new Error("It names no resource; give one of database, table, tableWithColumns, dataLocation, lfTagPolicy.");
};
