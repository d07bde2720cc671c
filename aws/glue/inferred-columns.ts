import { GetPartitionCommand, type GlueClient } from "@aws-sdk/client-glue";
import type { Dataset } from "../../model/documents/contract-bundle.ts";
import type { InferredColumn } from "../../model/inferred-columns.ts";
import { databaseName } from "../../model/names.ts";
import { unlessTableMissing } from "./catalog-absence.ts";

/** Columns that a crawler inferred from the files of a run; `undefined` if it has not crawled them. */
export type ReadInferredColumns = (
  dataset: Pick<Dataset, "source" | "name">,
  runId: string,
) => Promise<readonly InferredColumn[] | undefined>;

/** A dataset's runs are the partitions of its table in the raw database. */
export const inferredColumnReader =
  (client: GlueClient): ReadInferredColumns =>
  async ({ source, name }, runId) => {
    const database = databaseName(source, "raw");
    const answer = await unlessTableMissing(client, { database, table: name }, () =>
      client.send(new GetPartitionCommand({ DatabaseName: database, TableName: name, PartitionValues: [runId] })),
    );
    if (answer === undefined) return undefined;
    const columns = answer.Partition?.StorageDescriptor?.Columns ?? [];
    return columns.map((column) => ({ name: column.Name ?? "", type: column.Type ?? "" }));
  };
