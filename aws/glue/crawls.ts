import {
  CrawlerRunningException,
  GetCrawlerCommand,
  paginateGetPartitions,
  StartCrawlerCommand,
  type Partition,
  type GlueClient,
} from "@aws-sdk/client-glue";
import type { Dataset } from "../../model/documents/contract-bundle.ts";
import { databaseName } from "../../model/names.ts";
import { unlessTableMissing } from "./catalog-absence.ts";
import { glueClient } from "./client.ts";
import { inferredColumnReader, type ReadInferredColumns } from "./inferred-columns.ts";

export interface LastCrawl {
  /** SUCCEEDED, CANCELLED or FAILED. */
  readonly status: string;
  /** When it began, ISO 8601. */
  readonly startedAt: string;
  readonly error?: string;
}

export interface CrawlerStatus {
  /** READY, RUNNING or STOPPING. */
  readonly state: string;
  /** Absent if it has never crawled. */
  readonly last?: LastCrawl;
}

/** Crawlers and what they found. */
export interface Crawls {
  readonly status: (crawler: string) => Promise<CrawlerStatus>;
  /** Leaves a crawler that is already running alone. */
  readonly start: (crawler: string) => Promise<void>;
  /** The dataset's most recently crawled run; `undefined` if there is none. */
  readonly latestRun: (dataset: Dataset) => Promise<string | undefined>;
  readonly columns: ReadInferredColumns;
}

const createdAt = ({ CreationTime: time }: Partition): number => time?.getTime() ?? 0;
const runOf = ({ Values: values }: Partition): string => values?.[0] ?? "";

/** The most recently crawled; of those crawled together, the last by name, since run names begin with their window. */
const newest = (one: Partition, other: Partition): Partition => {
  const later = createdAt(other) - createdAt(one);
  return later > 0 || (later === 0 && runOf(other) > runOf(one)) ? other : one;
};

export const crawls = (client: GlueClient = glueClient()): Crawls => ({
  columns: inferredColumnReader(client),
  status: async (crawler) => {
    const { Crawler: found } = await client.send(new GetCrawlerCommand({ Name: crawler }));
    const last = found?.LastCrawl;
    return {
      state: found?.State ?? "READY",
      ...(last?.Status !== undefined && {
        last: {
          status: last.Status,
          startedAt: last.StartTime?.toISOString() ?? "",
          ...(last.ErrorMessage !== undefined && { error: last.ErrorMessage }),
        },
      }),
    };
  },
  start: async (crawler) => {
    try {
      await client.send(new StartCrawlerCommand({ Name: crawler }));
    } catch (error) {
      if (!(error instanceof CrawlerRunningException)) throw error;
    }
  },
  latestRun: async ({ source, name }) => {
    const place = { database: databaseName(source, "raw"), table: name };
    const asked = { DatabaseName: place.database, TableName: name, ExcludeColumnSchema: true };
    const found = await unlessTableMissing(client, place, async () => {
      let latest: Partition | undefined;
      for await (const { Partitions: page = [] } of paginateGetPartitions({ client }, asked)) {
        for (const partition of page) latest = latest === undefined ? partition : newest(latest, partition);
      }
      return latest;
    });
    return found && runOf(found);
  },
});
