/** Crawlers over their own bucket, for tests. */
import {
  CreateCrawlerCommand,
  CreateDatabaseCommand,
  DeleteCrawlerCommand,
  DeleteDatabaseCommand,
  GetCrawlerCommand,
  GetPartitionsCommand,
  GetTablesCommand,
  GlueClient,
  StartCrawlerCommand,
  type Crawler,
  type CreateCrawlerCommandInput,
  type Partition,
  type Table,
} from "@aws-sdk/client-glue";
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { letWriteTables, roleFixture } from "./roles.ts";
import { sandboxClientOptions } from "./sandbox.ts";

export interface CrawlerFixture {
  readonly glue: GlueClient;
  readonly bucket: string;
  readonly database: string;
  readonly roleArn: string;
  /** Records as gzip JSON lines, as in the raw zone. */
  readonly land: (key: string, records: readonly object[]) => Promise<void>;
  readonly put: (key: string, body: string | Uint8Array) => Promise<void>;
  readonly removeObject: (key: string) => Promise<void>;
  /** Creates a crawler of `s3://<bucket>/source/` like the program's; returns its name. */
  readonly crawler: (settings?: Partial<CreateCrawlerCommandInput>) => Promise<string>;
  readonly start: (crawler: string) => Promise<void>;
  /** The crawler once it is ready again. */
  readonly ended: (crawler: string) => Promise<Crawler>;
  /** Starts it and waits. */
  readonly crawl: (crawler: string) => Promise<Crawler>;
  readonly tables: () => Promise<Readonly<Record<string, Table>>>;
  readonly partitions: (table: string) => Promise<readonly Partition[]>;
  readonly remove: () => Promise<void>;
}

/** Types by column, in the catalog's order. */
export const columnTypes = (described: Table | Partition | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (described?.StorageDescriptor?.Columns ?? []).map((column) => [column.Name ?? "", column.Type ?? ""]),
  );

export const crawlerFixture = async (): Promise<CrawlerFixture> => {
  const options = sandboxClientOptions();
  const glue = new GlueClient(options);
  const s3 = new S3Client({ ...options, forcePathStyle: true });
  const id = randomUUID().slice(0, 8);
  const bucket = `test-crawl-${id}`;
  const database = `crawl_test_${id}`;
  const role = await roleFixture("test-crawl");
  const crawlers: string[] = [];
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: database } }));
  const roleArn = role.arn;
  await letWriteTables(roleArn, database);

  const put = async (key: string, body: string | Uint8Array): Promise<void> => {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
  };
  const removeObject = async (key: string): Promise<void> => {
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
  };
  const start = async (name: string): Promise<void> => {
    await glue.send(new StartCrawlerCommand({ Name: name }));
  };
  const ended = async (name: string): Promise<Crawler> => {
    for (;;) {
      const { Crawler: found } = await glue.send(new GetCrawlerCommand({ Name: name }));
      if (found?.State === "READY") return found;
      await sleep(50);
    }
  };
  return {
    glue,
    bucket,
    database,
    roleArn,
    put,
    removeObject,
    start,
    ended,
    land: (key, records) => put(key, gzipSync(records.map((record) => `${JSON.stringify(record)}\n`).join(""))),
    crawler: async (settings = {}) => {
      const name = `test-crawl-${randomUUID()}`;
      await glue.send(
        new CreateCrawlerCommand({
          Name: name,
          Role: roleArn,
          DatabaseName: database,
          Targets: { S3Targets: [{ Path: `s3://${bucket}/source/`, SampleSize: 2 }] },
          SchemaChangePolicy: { UpdateBehavior: "UPDATE_IN_DATABASE", DeleteBehavior: "DELETE_FROM_DATABASE" },
          Configuration: JSON.stringify({ Version: 1, Grouping: { TableLevelConfiguration: 3 } }),
          ...settings,
        }),
      );
      crawlers.push(name);
      return name;
    },
    crawl: async (name) => {
      await start(name);
      return ended(name);
    },
    tables: async () => {
      const { TableList: found = [] } = await glue.send(new GetTablesCommand({ DatabaseName: database }));
      return Object.fromEntries(found.map((table) => [table.Name ?? "", table]));
    },
    partitions: async (table) => {
      const answer = await glue.send(new GetPartitionsCommand({ DatabaseName: database, TableName: table }));
      return answer.Partitions ?? [];
    },
    remove: async () => {
      for (const name of crawlers) {
        await ended(name);
        await glue.send(new DeleteCrawlerCommand({ Name: name }));
      }
      const { Contents: objects = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
      for (const { Key: key = "" } of objects) await removeObject(key);
      await s3.send(new DeleteBucketCommand({ Bucket: bucket }));
      await glue.send(new DeleteDatabaseCommand({ Name: database }));
      await role.remove();
      for (const client of [glue, s3]) client.destroy();
    },
  };
};
