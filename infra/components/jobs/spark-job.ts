import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { JobName } from "../../../model/parts.ts";
import { listsObjects, readsObjects, writesObjects } from "../../permissions/access.ts";
import { readsSecurityConfiguration } from "../../permissions/glue-security.ts";
import { usesKeys, type Keys } from "../../permissions/key-uses.ts";
import { attachesGlue, type GlueAttachment } from "../../permissions/network-access.ts";
import { allow, type Statement } from "../../permissions/policy.ts";
import { arn, type Place } from "../../place.ts";
import { createGlueLogs, jobLogGroups } from "../building-blocks/glue-logs.ts";
import { ServiceRole } from "../building-blocks/service-role.ts";
import type { ZoneBucket } from "../storage/zone-bucket.ts";

/** What all Spark jobs of a stack share. */
export interface SparkJobSettings {
  readonly place: Place;
  readonly artifacts: ZoneBucket;
  readonly keys: Keys;
  readonly logRetentionDays: number;
  /** Encrypts what Glue itself writes. */
  readonly securityConfiguration: pulumi.Input<string>;
  /** Placement in the private network; `undefined` if the job runs in AWS's own network. */
  readonly network: GlueAttachment | undefined;
  readonly glueVersion: string;
  readonly workerType: string;
  readonly numberOfWorkers: number;
  readonly timeoutMinutes: number;
}

export interface SparkJobArgs extends SparkJobSettings {
  /** Name of the job and its role without the prefix, and of its script without the extension, e.g. `process`. */
  readonly part: JobName;
  readonly description: string;
  readonly roleDescription: string;
  /** Permissions besides those of every Spark job. */
  readonly statements: readonly Statement[];
  readonly script: pulumi.asset.Asset;
  /** The uploaded package that the script imports. */
  readonly library: aws.s3.BucketObjectv2;
  /** Zone that new tables are written to; if omitted, the job has no catalog. */
  readonly warehouse?: ZoneBucket;
  readonly arguments: Readonly<Record<string, pulumi.Input<string>>>;
  readonly maxConcurrentRuns: number;
}

interface SparkJob {
  readonly job: aws.glue.Job;
  /** Anything that grants the role something must depend on it. */
  readonly policy: aws.iam.RolePolicy;
}

export const uploadCode = (
  name: string,
  { bucket }: ZoneBucket,
  key: string,
  source: pulumi.asset.Asset | pulumi.asset.Archive,
  parent: pulumi.Resource,
): aws.s3.BucketObjectv2 => new aws.s3.BucketObjectv2(name, { bucket, key, source }, { parent });

/** A Glue job on Spark and Iceberg, with its script and role, as children of the given parent. */
export const createSparkJob = (name: string, args: SparkJobArgs, parent: pulumi.Resource): SparkJob => {
  const { place, part, library, artifacts } = args;
  const script = uploadCode(`${name}-script`, artifacts, `glue/jobs/${part}.py`, args.script, parent);
  const role = new ServiceRole(
    name,
    {
      place,
      part,
      service: "glue.amazonaws.com",
      description: args.roleDescription,
      statements: [...args.statements, ...sharedStatements(args)],
    },
    { parent },
  );
  const logs = createGlueLogs(
    name,
    jobLogGroups(place, part),
    { retentionDays: args.logRetentionDays, keyArn: args.keys.operations },
    parent,
  );
  const job = new aws.glue.Job(
    `${name}-job`,
    {
      name: `${place.prefix}-${part}`,
      description: args.description,
      roleArn: role.arn,
      securityConfiguration: args.securityConfiguration,
      glueVersion: args.glueVersion,
      workerType: args.workerType,
      numberOfWorkers: args.numberOfWorkers,
      timeout: args.timeoutMinutes,
      // The night repeats a run with the same input; Glue must not retry on its own
      maxRetries: 0,
      executionProperty: { maxConcurrentRuns: args.maxConcurrentRuns },
      ...(args.network && { connections: [...args.network.connectionNames] }),
      command: {
        name: "glueetl",
        pythonVersion: "3",
        scriptLocation: pulumi.interpolate`s3://${artifacts.bucket}/${script.key}`,
      },
      defaultArguments: {
        "--artifacts_bucket": artifacts.bucket,
        ...args.arguments,
        "--extra-py-files": pulumi.interpolate`s3://${artifacts.bucket}/${library.key}`,
        "--datalake-formats": "iceberg",
        "--conf": sparkConf(place, args.warehouse),
        "--enable-metrics": "true",
        "--enable-continuous-cloudwatch-log": "true",
      },
    },
    { parent, dependsOn: [script, library, role.policy, ...logs] },
  );
  return { job, policy: role.policy };
};

/**
 * Glue accepts a single `--conf`; further settings are chained inside its value:
 * https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-format-iceberg.html
 */
const sparkConf = (place: Place, warehouse: ZoneBucket | undefined): pulumi.Input<string> =>
  warehouse === undefined
    ? chained(commonConf)
    : warehouse.bucket.apply((bucket) => chained({ ...commonConf, ...catalogConf(`s3://${bucket}/`, place) }));

const chained = (settings: Readonly<Record<string, string>>): string =>
  Object.entries(settings)
    .map(([key, value]) => `${key}=${value}`)
    .join(" --conf ");

const catalogConf = (warehouse: string, { region }: Place): Readonly<Record<string, string>> => ({
  "spark.sql.catalog.glue_catalog": "org.apache.iceberg.spark.SparkCatalog",
  "spark.sql.catalog.glue_catalog.catalog-impl": "org.apache.iceberg.aws.glue.GlueCatalog",
  "spark.sql.catalog.glue_catalog.io-impl": "org.apache.iceberg.aws.s3.S3FileIO",
  "spark.sql.catalog.glue_catalog.warehouse": warehouse,
  "spark.sql.catalog.glue_catalog.client.region": region,
  // A cached table has its own 30 s expiry and keeps its branches as of that moment: Spark's queries would not see what
  // the job commits outside them.
  "spark.sql.catalog.glue_catalog.cache-enabled": "false",
});

const commonConf: Readonly<Record<string, string>> = {
  "spark.sql.extensions": "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
  // Encrypts shuffle and spill data with a key that lives as long as the run. Not spark.network.crypto: it builds on
  // spark.authenticate, whose secret Spark generates only for cluster managers it knows; Glue has its own.
  // https://spark.apache.org/docs/3.5.6/security.html
  "spark.io.encryption.enabled": "true",
  "spark.sql.session.timeZone": "UTC",
  "spark.sql.adaptive.enabled": "true",
};

/** Keys, network, and logs: the same for every Spark job. */
const sharedStatements = ({ place, part, keys, network }: SparkJobArgs): Statement[] => [
  ...usesKeys(part, keys),
  readsSecurityConfiguration(),
  ...(network ? attachesGlue(place, network) : []),
  // Glue names the groups after the role and the security configuration, creates them, and associates the key:
  // https://docs.aws.amazon.com/glue/latest/webapi/API_JobRun.html
  allow(
    "WriteLog",
    ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", "logs:AssociateKmsKey"],
    [arn(place, "logs", "log-group:/aws-glue/jobs*")],
  ),
  // PutMetricData doesn't support resource-level permissions; the condition limits it to Glue's own metrics
  allow("WriteMetrics", ["cloudwatch:PutMetricData"], ["*"], { StringEquals: { "cloudwatch:namespace": "Glue" } }),
];

/**
 * A job's access to the files of the zone it writes, including deletion of files from abandoned branches and tables.
 */
export const writesTables = (zone: ZoneBucket): Statement[] => [
  readsObjects("ReadTables", zone),
  writesObjects("WriteTables", zone),
  listsObjects("ListTables", zone),
  allow("RemoveTableFiles", ["s3:DeleteObject", "s3:AbortMultipartUpload"], [pulumi.interpolate`${zone.arn}/*`]),
];
