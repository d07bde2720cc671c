import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Source } from "../../../model/documents/contract-bundle.ts";
import { databaseName, type Zone } from "../../../model/names.ts";
import { listsObjects, readsObjects, writesObjects } from "../../permissions/access.ts";
import { inCatalog, previewsInCatalog } from "../../permissions/catalog-arns.ts";
import { allow, type Statement } from "../../permissions/policy.ts";
import { roleArn } from "../../permissions/roles.ts";
import { arn } from "../../place.ts";
import type { GovernedWriter } from "../governance/governance.ts";
import type { ZoneBucket } from "../storage/zone-bucket.ts";
import { createSparkJob, writesTables, type SparkJobSettings } from "./spark-job.ts";

export interface CurationArgs extends SparkJobSettings {
  readonly sources: readonly Source[];
  readonly processed: ZoneBucket;
  readonly curated: ZoneBucket;
  readonly script: pulumi.asset.Asset;
  /** The uploaded package that the script imports. */
  readonly library: aws.s3.BucketObjectv2;
}

const part = "curate";

/** The Glue job that builds the models in `sql/curated` as Iceberg tables of the curated zone. */
export class Curation extends pulumi.ComponentResource {
  readonly jobName: pulumi.Output<string>;
  readonly jobArn: pulumi.Output<string>;
  /** For the curated zone, with the role's own access to its files. */
  readonly writer: GovernedWriter;

  constructor(name: string, args: CurationArgs) {
    super("lakehouse:infra:Curation", name);
    const { job, policy } = createSparkJob(
      name,
      {
        ...args,
        part,
        description: "Builds curated models from processed tables, tests them and publishes them",
        roleDescription: "What the job that builds curated models may do",
        statements: statements(args),
        warehouse: args.curated,
        arguments: { "--curated_bucket": args.curated.bucket },
        // Models read each other's tables: two concurrent builds would publish inconsistent tables. Nights wait for
        // each other.
        maxConcurrentRuns: 1,
      },
      this,
    );
    this.jobName = job.name;
    this.jobArn = job.arn;
    this.writer = {
      name: part,
      role: roleArn(args.place, part),
      reads: ["processed"],
      writes: ["curated"],
      filesBy: "role",
      after: [policy],
    };
    this.registerOutputs({ jobName: this.jobName });
  }
}

const statements = ({ place, sources, processed, curated, artifacts }: CurationArgs): Statement[] => {
  const catalog = arn(place, "glue", "catalog");
  const inZone = (source: Source, zone: Zone): string[] => inCatalog(place, databaseName(source.name, zone));
  return [
    readsObjects("ReadArtifacts", artifacts, ["glue/", "sql/"]),
    writesObjects("WriteResult", artifacts, ["runs/", "sql/builds/"]),
    listsObjects("FindArtifacts", artifacts),
    readsObjects("ReadSources", processed),
    ...writesTables(curated),
    // Listing distinguishes a table that doesn't exist yet from one that Lake Formation hides; Iceberg looks up its
    // database first
    allow(
      "ReadCatalog",
      ["glue:GetDatabase", "glue:GetTable", "glue:GetTables"],
      [catalog, ...sources.flatMap((source) => inZone(source, "processed"))],
    ),
    allow(
      "ReadAndWriteCatalog",
      [
        "glue:GetDatabase",
        "glue:GetTable",
        "glue:GetTables",
        "glue:CreateTable",
        "glue:UpdateTable",
        "glue:DeleteTable",
      ],
      [
        catalog,
        ...sources.flatMap((source) => [...inZone(source, "curated"), ...previewsInCatalog(place, source.name)]),
      ],
    ),
  ];
};
