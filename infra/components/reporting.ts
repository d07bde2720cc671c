import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { listsObjects, readsObjects, writesLedger, writesObjects } from "./access.ts";
import { encrypts } from "./encryption.ts";
import { LambdaFunction, type FunctionDefaults } from "./lambda-function.ts";
import type { Ledger } from "./ledger.ts";
import { allow } from "./policy.ts";
import type { ZoneBucket } from "./zone-bucket.ts";

export interface ReportingArgs {
  readonly functions: FunctionDefaults;
  readonly artifacts: ZoneBucket;
  readonly ledger: Ledger;
  readonly keyArn: pulumi.Input<string>;
}

/** The morning's answer: the function that writes a run's report, and the topic that it is announced on. */
export class Reporting extends pulumi.ComponentResource {
  readonly report: LambdaFunction;

  constructor(name: string, args: ReportingArgs, options?: pulumi.ComponentResourceOptions) {
    super("lakehouse:infra:Reporting", name, {}, options);
    const topic = new aws.sns.Topic(
      `${name}-topic`,
      {
        name: `${args.functions.place.prefix}-reports`,
        displayName: "Lakehouse reports",
        kmsMasterKeyId: "alias/aws/sns",
      },
      { parent: this },
    );
    this.report = new LambdaFunction(
      `${name}-report`,
      {
        defaults: args.functions,
        part: "report",
        description: "Compares every count of a run, writes its report and announces it",
        timeoutSeconds: 120,
        memoryMiB: 512,
        environment: {
          ARTIFACTS_BUCKET: args.artifacts.bucket,
          LEDGER_TABLE: args.ledger.tableName,
          REPORT_TOPIC_ARN: topic.arn,
        },
        statements: [
          writesLedger(args.ledger.tableArn),
          readsObjects("ReadResults", args.artifacts, ["contracts/", "runs/"]),
          // a run that failed early has no result: 404 instead of 403 tells so
          listsObjects("FindResults", args.artifacts),
          writesObjects("WriteReport", args.artifacts, ["runs/"]),
          allow("Announce", ["sns:Publish"], [topic.arn]),
          encrypts(args.keyArn),
        ],
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
