/** Glue jobs for tests, through Glue's own client. */
import { CloudWatchLogsClient, GetLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  CreateDatabaseCommand,
  CreateJobCommand,
  DeleteJobCommand,
  GetJobRunCommand,
  GlueClient,
  StartJobRunCommand,
  type CreateJobCommandInput,
  type JobRun,
} from "@aws-sdk/client-glue";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { letWriteTables, roleFixture } from "./roles.ts";
import { sandboxClientOptions } from "./sandbox.ts";

const endStates = ["SUCCEEDED", "FAILED", "STOPPED", "TIMEOUT"];

export interface GlueFixture {
  readonly glue: GlueClient;
  readonly s3: S3Client;
  readonly bucket: string;
  readonly database: string;
  readonly put: (key: string, body: string | Uint8Array) => Promise<string>;
  /** Creates a job with Iceberg's catalog over the fixture's bucket; returns its name. */
  readonly job: (
    script: string,
    defaults?: Readonly<Record<string, string>>,
    settings?: Partial<CreateJobCommandInput>,
  ) => Promise<string>;
  readonly start: (job: string, args?: Readonly<Record<string, string>>, timeoutMinutes?: number) => Promise<string>;
  readonly record: (job: string, run: string) => Promise<JobRun>;
  readonly ended: (job: string, run: string) => Promise<JobRun>;
  readonly log: (stream: "output" | "error", run: string) => Promise<readonly string[]>;
  readonly remove: () => Promise<void>;
}

const sparkConf = (bucket: string): string =>
  [
    "spark.sql.extensions=org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
    "spark.sql.catalog.glue_catalog=org.apache.iceberg.spark.SparkCatalog",
    "spark.sql.catalog.glue_catalog.catalog-impl=org.apache.iceberg.aws.glue.GlueCatalog",
    "spark.sql.catalog.glue_catalog.io-impl=org.apache.iceberg.aws.s3.S3FileIO",
    `spark.sql.catalog.glue_catalog.warehouse=s3://${bucket}/warehouse/`,
    "spark.sql.session.timeZone=UTC",
  ].join(" --conf ");

export const glueFixture = async (): Promise<GlueFixture> => {
  const options = sandboxClientOptions();
  const glue = new GlueClient(options);
  const s3 = new S3Client({ ...options, forcePathStyle: true });
  const logs = new CloudWatchLogsClient(options);
  const bucket = `test-${randomUUID()}`;
  const database = `glue_test_${randomUUID().slice(0, 8)}`;
  const jobs: string[] = [];
  const role = await roleFixture("test-job");
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: database } }));
  await letWriteTables(role.arn, database);
  const put = async (key: string, body: string | Uint8Array): Promise<string> => {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
    return `s3://${bucket}/${key}`;
  };
  const record = async (job: string, run: string): Promise<JobRun> => {
    const { JobRun } = await glue.send(new GetJobRunCommand({ JobName: job, RunId: run }));
    if (JobRun === undefined) throw new Error(`GetJobRun answered no run for ${run}`);
    return JobRun;
  };
  return {
    glue,
    s3,
    bucket,
    database,
    put,
    record,
    job: async (script, defaults = {}, settings = {}) => {
      const name = `test-${randomUUID()}`;
      await glue.send(
        new CreateJobCommand({
          Name: name,
          Role: role.arn,
          GlueVersion: "5.1",
          Command: { Name: "glueetl", PythonVersion: "3", ScriptLocation: await put(`jobs/${name}.py`, script) },
          DefaultArguments: { "--datalake-formats": "iceberg", "--conf": sparkConf(bucket), ...defaults },
          ExecutionProperty: { MaxConcurrentRuns: 1 },
          ...settings,
        }),
      );
      jobs.push(name);
      return name;
    },
    start: async (job, args = {}, timeoutMinutes) => {
      const { JobRunId = "" } = await glue.send(
        new StartJobRunCommand({
          JobName: job,
          Arguments: { ...args },
          ...(timeoutMinutes === undefined ? {} : { Timeout: timeoutMinutes }),
        }),
      );
      return JobRunId;
    },
    ended: async (job, run) => {
      for (;;) {
        const current = await record(job, run);
        if (endStates.includes(current.JobRunState ?? "")) return current;
        await sleep(100);
      }
    },
    log: async (stream, run) => {
      const { events } = await logs.send(
        new GetLogEventsCommand({ logGroupName: `/aws-glue/jobs/${stream}`, logStreamName: run, startFromHead: true }),
      );
      return (events ?? []).map((event) => event.message ?? "");
    },
    remove: async () => {
      for (const name of jobs) await glue.send(new DeleteJobCommand({ JobName: name }));
      await role.remove();
      for (const client of [glue, s3, logs]) client.destroy();
    },
  };
};
