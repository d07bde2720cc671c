import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Source } from "../../model/dataset.ts";
import { databaseName } from "../../model/names.ts";
import { listsObjects, readsObjects, readsSecrets, writesObjects } from "./access.ts";
import { usesKeys, type Keys } from "./key-uses.ts";
import { attachesGlue, type GlueAttachment } from "./network-access.ts";
import type { GovernedWriter } from "./governance.ts";
import { arn, roleArn, type Place } from "./place.ts";
import { allow, type Statement } from "./policy.ts";
import type { SecretReference } from "./secrets.ts";
import { ServiceRole } from "./service-role.ts";
import type { ZoneBucket } from "./zone-bucket.ts";

export interface ProcessingArgs {
  readonly place: Place;
  readonly sources: readonly Source[];
  readonly raw: ZoneBucket;
  readonly processed: ZoneBucket;
  readonly artifacts: ZoneBucket;
  readonly maskKey: SecretReference;
  readonly keys: Keys;
  /** Encrypts what Glue itself writes. */
  readonly securityConfiguration: pulumi.Input<string>;
  /** Where in the private network the job runs; left out, in AWS's own network. */
  readonly network?: GlueAttachment;
  /** The job's script and the package that it imports. */
  readonly script: pulumi.asset.Asset;
  readonly library: pulumi.asset.Archive;
  readonly glueVersion: string;
  readonly workerType: string;
  readonly numberOfWorkers: number;
  readonly timeoutMinutes: number;
  /** Runs side by side: one per schedule group, so that no night waits for another. */
  readonly maxConcurrentRuns: number;
}

const scriptKey = "glue/jobs/process.py";
const libraryKey = "glue/lakehouse.zip";

/** The Glue job that turns a run's raw objects into Iceberg tables of the processed zone. */
export class Processing extends pulumi.ComponentResource {
  readonly jobName: pulumi.Output<string>;
  readonly jobArn: pulumi.Output<string>;
  /** Of the processed zone, by full table access. */
  readonly writer: GovernedWriter;

  constructor(name: string, args: ProcessingArgs, options?: pulumi.ComponentResourceOptions) {
    super("lakehouse:infra:Processing", name, {}, options);
    const artifacts = args.artifacts.bucket;
    const upload = (
      part: string,
      key: string,
      source: pulumi.asset.Asset | pulumi.asset.Archive,
    ): aws.s3.BucketObjectv2 =>
      new aws.s3.BucketObjectv2(`${name}-${part}`, { bucket: artifacts, key, source }, { parent: this });
    const code = [upload("script", scriptKey, args.script), upload("library", libraryKey, args.library)];
    const role = new ServiceRole(
      name,
      {
        place: args.place,
        part: "process",
        service: "glue.amazonaws.com",
        description: "What the job that processes nights may do",
        statements: statements(args),
      },
      { parent: this },
    );
    const job = new aws.glue.Job(
      `${name}-job`,
      {
        name: `${args.place.prefix}-process`,
        description: "Types, checks, masks and publishes a run's rows by their contracts",
        roleArn: role.arn,
        securityConfiguration: args.securityConfiguration,
        glueVersion: args.glueVersion,
        workerType: args.workerType,
        numberOfWorkers: args.numberOfWorkers,
        timeout: args.timeoutMinutes,
        // A run is repeated by the night, with the same manifest, not by Glue behind its back
        maxRetries: 0,
        executionProperty: { maxConcurrentRuns: args.maxConcurrentRuns },
        ...(args.network && { connections: [...args.network.connectionNames] }),
        command: {
          name: "glueetl",
          pythonVersion: "3",
          scriptLocation: pulumi.interpolate`s3://${artifacts}/${scriptKey}`,
        },
        defaultArguments: {
          "--artifacts_bucket": artifacts,
          "--processed_bucket": args.processed.bucket,
          "--mask_key_secret": args.maskKey.id,
          "--extra-py-files": pulumi.interpolate`s3://${artifacts}/${libraryKey}`,
          "--datalake-formats": "iceberg",
          "--conf": args.processed.bucket.apply((bucket) => sparkConf(`s3://${bucket}/`, args.place)),
          "--enable-metrics": "true",
          "--enable-continuous-cloudwatch-log": "true",
        },
      },
      { parent: this, dependsOn: [...code, role.policy] },
    );
    this.jobName = job.name;
    this.jobArn = job.arn;
    this.writer = {
      name: "process",
      role: roleArn(args.place, "process"),
      reads: [],
      writes: ["processed"],
      after: [role.policy],
    };
    this.registerOutputs({ jobName: this.jobName });
  }
}

/**
 * Glue takes one `--conf`; further settings are chained inside its value:
 * https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-format-iceberg.html
 */
export const sparkConf = (warehouse: string, { accountId, region }: Pick<Place, "accountId" | "region">): string =>
  Object.entries({
    "spark.sql.extensions": "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
    "spark.sql.catalog.glue_catalog": "org.apache.iceberg.spark.SparkCatalog",
    "spark.sql.catalog.glue_catalog.catalog-impl": "org.apache.iceberg.aws.glue.GlueCatalog",
    "spark.sql.catalog.glue_catalog.io-impl": "org.apache.iceberg.aws.s3.S3FileIO",
    "spark.sql.catalog.glue_catalog.warehouse": warehouse,
    // Full table access: tables' files by the credentials that Lake Formation gives, not by the role's own. Of its
    // settings, the ones of S3 file systems don't concern Iceberg's own file access.
    // https://docs.aws.amazon.com/glue/latest/dg/security-access-control-fta.html
    "spark.sql.catalog.glue_catalog.glue.lakeformation-enabled": "true",
    "spark.sql.catalog.glue_catalog.glue.account-id": accountId,
    "spark.sql.catalog.glue_catalog.client.region": region,
    "spark.sql.catalog.dropDirectoryBeforeTable.enabled": "true",
    // A cached table expires after 30 s of its own and then holds its branches of that moment: what the job commits
    // beside Spark's queries would not be seen by them.
    "spark.sql.catalog.glue_catalog.cache-enabled": "false",
    // What workers shuffle and spill, with a key that lives as long as the run. Not spark.network.crypto: it builds on
    // spark.authenticate, whose secret Spark makes by itself only where it knows the cluster's manager; Glue's is its own.
    // https://spark.apache.org/docs/3.5.6/security.html
    "spark.io.encryption.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.adaptive.enabled": "true",
  })
    .map(([key, value]) => `${key}=${value}`)
    .join(" --conf ");

const statements = (args: ProcessingArgs): Statement[] => {
  const databases = args.sources.map((source) => databaseName(source.name, "processed"));
  const { place } = args;
  return [
    readsObjects("ReadPages", args.raw),
    readsObjects("ReadArtifacts", args.artifacts, ["glue/", "contracts/", "runs/"]),
    writesObjects("WriteResult", args.artifacts, ["runs/"]),
    listsObjects("FindArtifacts", args.artifacts),
    readsObjects("ReadTables", args.processed),
    writesObjects("WriteTables", args.processed),
    listsObjects("ListTables", args.processed),
    // files of a branch that was dropped before its publication
    allow(
      "RemoveTableFiles",
      ["s3:DeleteObject", "s3:AbortMultipartUpload"],
      [pulumi.interpolate`${args.processed.arn}/*`],
    ),
    readsSecrets("ReadMaskKey", [args.maskKey.arn]),
    ...usesKeys("process", args.keys),
    ...(args.network ? attachesGlue(place, args.network) : []),
    allow(
      "ReadAndWriteCatalog",
      ["glue:GetDatabase", "glue:GetTable", "glue:CreateTable", "glue:UpdateTable"],
      [
        arn(place, "glue", "catalog"),
        ...databases.flatMap((database) => [
          arn(place, "glue", `database/${database}`),
          arn(place, "glue", `table/${database}/*`),
        ]),
      ],
    ),
    // Lake Formation's own decision follows; the action knows no resources
    allow("AskLakeFormation", ["lakeformation:GetDataAccess"], ["*"]),
    // Glue names the groups after the role and the security configuration, creates them and gives them the key:
    // https://docs.aws.amazon.com/glue/latest/webapi/API_JobRun.html
    allow(
      "WriteLog",
      ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", "logs:AssociateKmsKey"],
      [arn(place, "logs", "log-group:/aws-glue/jobs*")],
    ),
    // PutMetricData knows no resources; the condition confines it to Glue's own metrics
    allow("WriteMetrics", ["cloudwatch:PutMetricData"], ["*"], { StringEquals: { "cloudwatch:namespace": "Glue" } }),
  ];
};
