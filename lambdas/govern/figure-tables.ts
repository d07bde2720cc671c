/** The tables of nights' figures, which are there before the first night: who asks finds no rows instead of no table. */
import {
  CreateTableCommand,
  GetTableCommand,
  UpdateTableCommand,
  type GlueClient,
  type TableInput,
} from "@aws-sdk/client-glue";
import { databaseName } from "../../model/names.ts";
import { nightFiguresColumns, nightFiguresPrefix, nightFiguresTable } from "../../model/night-figures.ts";
import { mapBounded } from "../../aws/bounded.ts";
import { unlessTableMissing } from "../../aws/glue/catalog-absence.ts";

const columns = Object.entries(nightFiguresColumns).map(([Name, { type: Type }]) => ({ Name, Type }));

const tableInput = (bucket: string, source: string): TableInput => ({
  Name: nightFiguresTable,
  Description: "What became of each dataset in each night, as the nights' reports say",
  TableType: "EXTERNAL_TABLE",
  Parameters: { EXTERNAL: "TRUE", classification: "json" },
  StorageDescriptor: {
    Columns: columns,
    Location: `s3://${bucket}/${nightFiguresPrefix(source)}`,
    InputFormat: "org.apache.hadoop.mapred.TextInputFormat",
    OutputFormat: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
    SerdeInfo: { SerializationLibrary: "org.openx.data.jsonserde.JsonSerDe" },
  },
});

const ensureTable = async (client: GlueClient, bucket: string, source: string): Promise<void> => {
  const database = databaseName(source, "processed");
  const answer = await unlessTableMissing(client, { database, table: nightFiguresTable }, () =>
    client.send(new GetTableCommand({ DatabaseName: database, Name: nightFiguresTable })),
  );
  const wanted = { DatabaseName: database, TableInput: tableInput(bucket, source) };
  if (answer === undefined) {
    await client.send(new CreateTableCommand(wanted));
    return;
  }
  const live = answer.Table?.StorageDescriptor?.Columns ?? [];
  const isSame = live.length === columns.length && live.every(({ Name }, index) => Name === columns[index]?.Name);
  if (!isSame) await client.send(new UpdateTableCommand(wanted));
};

/** Makes each source's table, or gives it the columns that have come since. */
export const ensureFigureTables = async (
  client: GlueClient,
  bucket: string,
  sources: readonly string[],
): Promise<void> => {
  await mapBounded(sources, 4, (source) => ensureTable(client, bucket, source));
};
