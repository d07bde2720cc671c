/**
 * The tables of nights' figures. They exist before the first night, so that queries find no rows instead of no table.
 */
import type { GlueClient } from "@aws-sdk/client-glue";
import { mapBounded } from "../../aws/bounded.ts";
import { ensureTable } from "../../aws/glue/ensure-table.ts";
import { databaseName } from "../../model/names.ts";
import { nightFiguresColumns, nightFiguresPrefix, nightFiguresTable } from "../../model/night-figures.ts";

const columns = Object.entries(nightFiguresColumns).map(([Name, { type: Type }]) => ({ Name, Type }));

const tableInput = (bucket: string, source: string) => ({
  Name: nightFiguresTable,
  Description: "Outcome of each dataset in each night, from the nights' reports",
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

/** Creates each source's table, or adds its missing columns. */
export const ensureFigureTables = async (
  client: GlueClient,
  bucket: string,
  sources: readonly string[],
): Promise<void> => {
  await mapBounded(sources, 4, (source) =>
    ensureTable(client, databaseName(source, "processed"), tableInput(bucket, source)),
  );
};
