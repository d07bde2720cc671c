import { EntityNotFoundException, GlueClient, paginateGetTables } from "@aws-sdk/client-glue";

/** `<database>.<table>` of all tables and views that these databases hold now; a database that is not there holds none. */
export const tablesInCatalog = async (
  databases: Iterable<string>,
  client: GlueClient = new GlueClient(),
): Promise<ReadonlySet<string>> => {
  const names = new Set<string>();
  for (const database of databases) {
    try {
      for await (const page of paginateGetTables({ client }, { DatabaseName: database })) {
        for (const table of page.TableList ?? []) names.add(`${database}.${table.Name ?? ""}`);
      }
    } catch (error) {
      if (!(error instanceof EntityNotFoundException)) throw error;
    }
  }
  return names;
};
