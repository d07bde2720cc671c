import {
  CreateDatabaseCommand,
  DeleteDatabaseCommand,
  EntityNotFoundException,
  GetDatabaseCommand,
  paginateGetDatabases,
  UpdateDatabaseCommand,
  type Database,
  type DatabaseInput,
  type GlueClient,
  type Table,
} from "@aws-sdk/client-glue";
import { glueTables } from "./tables.ts";

/** A table, as far as governance needs it. */
export interface ListedTable {
  readonly database: string;
  readonly name: string;
  readonly columns: readonly string[];
  /** Absent for views and for tables created by crawlers. */
  readonly isIceberg?: true;
}

/** The part of the catalog that governance uses. */
export interface Catalog {
  /** `undefined` if there is no such database. */
  readonly database: (name: string) => Promise<Database | undefined>;
  readonly create: (input: DatabaseInput) => Promise<void>;
  readonly remove: (name: string) => Promise<void>;
  /** Replaces the database's own settings. */
  readonly update: (input: DatabaseInput) => Promise<void>;
  readonly tables: (database: string) => Promise<readonly ListedTable[]>;
}

const toListed = (database: string, table: Table): ListedTable => {
  const { Name: name = "", StorageDescriptor: storage, PartitionKeys: partitions = [], Parameters: parameters } = table;
  const columns = [...(storage?.Columns ?? []), ...partitions].map((column) => column.Name ?? "");
  const isIceberg = parameters?.["table_type"]?.toUpperCase() === "ICEBERG";
  return { database, name, columns, ...(isIceberg && { isIceberg }) };
};

export const glueCatalog = (client: GlueClient): Catalog => ({
  database: async (name) => {
    try {
      const { Database: database } = await client.send(new GetDatabaseCommand({ Name: name }));
      return { ...database, Name: name };
    } catch (error) {
      if (error instanceof EntityNotFoundException) return undefined;
      throw error;
    }
  },
  create: async (input) => {
    await client.send(new CreateDatabaseCommand({ DatabaseInput: input }));
  },
  remove: async (name) => {
    await client.send(new DeleteDatabaseCommand({ Name: name }));
  },
  update: async (input) => {
    await client.send(new UpdateDatabaseCommand({ Name: input.Name, DatabaseInput: input }));
  },
  tables: async (database) => (await glueTables(client, database)).map((table) => toListed(database, table)),
});

/** Names of all databases that the caller sees. */
export const databaseNames = async (client: GlueClient): Promise<readonly string[]> => {
  const names: string[] = [];
  for await (const { DatabaseList: page = [] } of paginateGetDatabases({ client }, {})) {
    names.push(...page.map(({ Name: name = "" }) => name));
  }
  return names;
};

/** Whether tables of the database get default grants when they are created. */
export const hasDefaults = ({ CreateTableDefaultPermissions: defaults = [] }: Database): boolean =>
  defaults.some(({ Permissions: permissions = [] }) => permissions.length > 0);

/** Input that updates the database to grant nothing on new tables; an update drops whatever it does not repeat. */
export const withoutDefaults = (database: Database): DatabaseInput => {
  const { Name, Description, LocationUri, Parameters, TargetDatabase, FederatedDatabase } = database;
  return {
    Name,
    ...(Description !== undefined && { Description }),
    ...(LocationUri !== undefined && { LocationUri }),
    ...(Parameters !== undefined && { Parameters }),
    ...(TargetDatabase !== undefined && { TargetDatabase }),
    ...(FederatedDatabase !== undefined && { FederatedDatabase }),
    CreateTableDefaultPermissions: [],
  };
};
