import {
  CreateTableCommand,
  GetTableCommand,
  UpdateTableCommand,
  type GlueClient,
  type TableInput,
} from "@aws-sdk/client-glue";
import { unlessTableMissing } from "./catalog-absence.ts";

/** Creates a table, or adds its missing columns. */
export const ensureTable = async (
  client: GlueClient,
  database: string,
  input: TableInput & { readonly Name: string },
): Promise<void> => {
  const answer = await unlessTableMissing(client, { database, table: input.Name }, () =>
    client.send(new GetTableCommand({ DatabaseName: database, Name: input.Name })),
  );
  const wanted = { DatabaseName: database, TableInput: input };
  if (answer === undefined) {
    await client.send(new CreateTableCommand(wanted));
    return;
  }
  const live = answer.Table?.StorageDescriptor?.Columns ?? [];
  const columns = input.StorageDescriptor?.Columns ?? [];
  const isSame = live.length === columns.length && live.every(({ Name }, index) => Name === columns[index]?.Name);
  if (!isSame) await client.send(new UpdateTableCommand(wanted));
};
