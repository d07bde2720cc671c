import { paginateGetTables, type GlueClient, type Table } from "@aws-sdk/client-glue";

/** All tables and views of a database, as Glue describes them. */
export const glueTables = async (client: GlueClient, database: string): Promise<readonly Table[]> => {
  const tables: Table[] = [];
  for await (const { TableList: page = [] } of paginateGetTables({ client }, { DatabaseName: database })) {
    tables.push(...page);
  }
  return tables;
};
