import { GetDatabaseCommand, type Column, type Table, type GlueClient } from "@aws-sdk/client-glue";
import { unlessDatabaseMissing } from "./catalog-absence.ts";
import { glueClient } from "./client.ts";
import { glueTables } from "./tables.ts";

export interface CatalogTable {
  readonly database: string;
  readonly name: string;
  readonly isView: boolean;
  /** A view's definition as its engine stores it; empty for tables. */
  readonly text: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

/** Iceberg's columns from earlier schemas stay in Glue, but are marked. */
const isCurrent = ({ Parameters: parameters }: Column): boolean => parameters?.["iceberg.field.current"] !== "false";

const toTable = (database: string, table: Table): CatalogTable => ({
  database,
  name: table.Name ?? "",
  isView: table.TableType === "VIRTUAL_VIEW",
  text: table.ViewOriginalText ?? "",
  columns: (table.StorageDescriptor?.Columns ?? [])
    .filter(isCurrent)
    .map(({ Name: name = "", Type: type = "" }) => ({ name, type })),
});

/** All tables and views of a database; `undefined` if the caller sees no such database. */
export const tablesOfDatabase = (
  database: string,
  client: GlueClient = glueClient(),
): Promise<readonly CatalogTable[] | undefined> =>
  unlessDatabaseMissing(client, database, async () =>
    (await glueTables(client, database)).map((table) => toTable(database, table)),
  );

/** The databases that exist, of the named ones. */
export const existingDatabases = async (
  databases: readonly string[],
  client: GlueClient,
): Promise<readonly string[]> => {
  const found = await Promise.all(
    databases.map((database) =>
      unlessDatabaseMissing(client, database, () => client.send(new GetDatabaseCommand({ Name: database }))),
    ),
  );
  return databases.filter((_, index) => found[index] !== undefined);
};
