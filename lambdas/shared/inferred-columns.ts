import { EntityNotFoundException, GetPartitionCommand, type GlueClient } from "@aws-sdk/client-glue";
import type { Dataset } from "../../model/dataset.ts";
import type { InferredColumn } from "../../model/drift.ts";
import { databaseName } from "../../model/names.ts";

/** What a crawler inferred of the files that a run landed; undefined when it has not crawled them. */
export type ReadInferredColumns = (
  dataset: Pick<Dataset, "source" | "name">,
  runId: string,
) => Promise<readonly InferredColumn[] | undefined>;

/** A dataset's runs are the partitions of its table in the raw database. */
export const inferredColumnReader =
  (client: GlueClient): ReadInferredColumns =>
  async ({ source, name }, runId) => {
    try {
      const { Partition: partition } = await client.send(
        new GetPartitionCommand({
          DatabaseName: databaseName(source, "raw"),
          TableName: name,
          PartitionValues: [runId],
        }),
      );
      const columns = partition?.StorageDescriptor?.Columns ?? [];
      return columns.map((column) => ({ name: column.Name ?? "", type: column.Type ?? "" }));
    } catch (error) {
      if (error instanceof EntityNotFoundException) return undefined;
      throw error;
    }
  };
