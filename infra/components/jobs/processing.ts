import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Source } from "../../../model/documents/contract-bundle.ts";
import { databaseName } from "../../../model/names.ts";
import { listsObjects, readsObjects, readsSecrets, writesObjects } from "../../permissions/access.ts";
import { inCatalog } from "../../permissions/catalog-arns.ts";
import { allow, type Statement } from "../../permissions/policy.ts";
import { roleArn } from "../../permissions/roles.ts";
import { arn } from "../../place.ts";
import type { GovernedWriter } from "../governance/governance.ts";
import type { SecretReference } from "../security/secrets.ts";
import type { ZoneBucket } from "../storage/zone-bucket.ts";
import { createSparkJob, uploadCode, writesTables, type SparkJobSettings } from "./spark-job.ts";

export interface ProcessingArgs extends SparkJobSettings {
  readonly sources: readonly Source[];
  readonly raw: ZoneBucket;
  readonly processed: ZoneBucket;
  readonly maskKey: SecretReference;
  /** The job's script and the package that it imports. */
  readonly script: pulumi.asset.Asset;
  readonly library: pulumi.asset.Archive;
  /** Concurrent runs: one per schedule group, so that no night waits for another. */
  readonly maxConcurrentRuns: number;
}

const part = "process";

/** The Glue job that turns a run's raw objects into Iceberg tables of the processed zone. */
export class Processing extends pulumi.ComponentResource {
  readonly jobName: pulumi.Output<string>;
  readonly jobArn: pulumi.Output<string>;
  /** The uploaded package that all jobs' scripts import. */
  readonly library: aws.s3.BucketObjectv2;
  /** For the processed zone, with the role's own access to its files. */
  readonly writer: GovernedWriter;

  constructor(name: string, args: ProcessingArgs) {
    super("lakehouse:infra:Processing", name);
    this.library = uploadCode(`${name}-library`, args.artifacts, "glue/lakehouse.zip", args.library, this);
    const { job, policy } = createSparkJob(
      name,
      {
        ...args,
        part,
        description: "Types, checks, masks and publishes a run's rows by their contracts",
        roleDescription: "What the job that processes nights may do",
        statements: statements(args),
        library: this.library,
        warehouse: args.processed,
        arguments: { "--processed_bucket": args.processed.bucket, "--mask_key_secret": args.maskKey.id },
      },
      this,
    );
    this.jobName = job.name;
    this.jobArn = job.arn;
    this.writer = {
      name: part,
      role: roleArn(args.place, part),
      reads: [],
      writes: ["processed"],
      filesBy: "role",
      after: [policy],
    };
    this.registerOutputs({ jobName: this.jobName });
  }
}

const statements = ({ place, sources, raw, processed, artifacts, maskKey }: ProcessingArgs): Statement[] => [
  readsObjects("ReadPages", raw),
  readsObjects("ReadArtifacts", artifacts, ["glue/", "contracts/", "runs/"]),
  writesObjects("WriteResult", artifacts, ["runs/"]),
  listsObjects("FindArtifacts", artifacts),
  ...writesTables(processed),
  readsSecrets("ReadMaskKey", [maskKey.arn]),
  allow(
    "ReadAndWriteCatalog",
    ["glue:GetDatabase", "glue:GetTable", "glue:CreateTable", "glue:UpdateTable"],
    [
      arn(place, "glue", "catalog"),
      ...sources.flatMap((source) => inCatalog(place, databaseName(source.name, "processed"))),
    ],
  ),
];
