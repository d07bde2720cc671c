import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Source } from "../../../model/documents/contract-bundle.ts";
import { nightFiguresPrefix } from "../../../model/night-figures.ts";
import { listsObjects, readsObjects, usesLedger, writesObjects } from "../../permissions/access.ts";
import { rawCatalogArns } from "../../permissions/catalog-arns.ts";
import { allow, tlsOnly } from "../../permissions/policy.ts";
import { roleArn } from "../../permissions/roles.ts";
import { LambdaFunction, type FunctionDefaults } from "../building-blocks/lambda-function.ts";
import type { GovernedWriter } from "../governance/governance.ts";
import type { Ledger } from "../storage/ledger.ts";
import type { ZoneBucket } from "../storage/zone-bucket.ts";

export interface ReportingArgs {
  readonly functions: FunctionDefaults;
  readonly artifacts: ZoneBucket;
  /** Holds the nights' figures, one table per source. */
  readonly processed: ZoneBucket;
  readonly ledger: Ledger;
  readonly sources: readonly Source[];
  /** Whether nights start by schedule: otherwise no dataset is late. */
  readonly schedulesEnabled: boolean;
}

const part = "report";

/** The function that writes a run's report, and the topic that announces it. */
export class Reporting extends pulumi.ComponentResource {
  readonly report: LambdaFunction;
  /** Writes no table. It reads the crawled catalog tables of the raw zone, which needs a Lake Formation permission. */
  readonly reader: GovernedWriter;

  constructor(name: string, args: ReportingArgs) {
    super("lakehouse:infra:Reporting", name);
    const topic = new aws.sns.Topic(
      `${name}-topic`,
      {
        name: `${args.functions.place.prefix}-reports`,
        displayName: "Lakehouse reports",
        kmsMasterKeyId: args.functions.keys.operations,
      },
      { parent: this },
    );
    new aws.sns.TopicPolicy(
      `${name}-topic-tls`,
      { arn: topic.arn, policy: tlsOnly("sns:Publish", topic.arn) },
      { parent: this },
    );
    this.report = new LambdaFunction(
      `${name}-report`,
      {
        defaults: args.functions,
        part,
        description: "Compares every count of a run, writes its report and announces it",
        timeoutSeconds: 120,
        memoryMiB: 512,
        environment: {
          ARTIFACTS_BUCKET: args.artifacts.bucket,
          LEDGER_TABLE: args.ledger.tableName,
          PROCESSED_BUCKET: args.processed.bucket,
          REPORT_TOPIC_ARN: topic.arn,
          SCHEDULES_ENABLED: String(args.schedulesEnabled),
        },
        statements: [
          usesLedger(args.ledger.tableArn, ["GetItem", "BatchGetItem", "Query", "PutItem", "UpdateItem"]),
          readsObjects("ReadResults", args.artifacts, ["contracts/", "runs/", "sql/"]),
          // a run that failed early has no result: S3 then answers 404 instead of 403
          listsObjects("FindResults", args.artifacts),
          writesObjects("WriteReport", args.artifacts, ["runs/"]),
          writesObjects(
            "WriteFigures",
            args.processed,
            args.sources.map(({ name: source }) => nightFiguresPrefix(source)),
          ),
          allow("Announce", ["sns:Publish"], [topic.arn]),
          allow(
            "ReadInferredColumns",
            ["glue:GetPartition", "glue:GetTables"],
            rawCatalogArns(args.functions.place, args.sources),
          ),
        ],
      },
      { parent: this },
    );
    this.reader = {
      name: part,
      role: roleArn(args.functions.place, part),
      reads: ["raw"],
      writes: [],
      filesBy: "role",
      after: [this.report.permissions],
    };
    this.registerOutputs({});
  }
}
