import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Source } from "../../../model/documents/contract-bundle.ts";
import type { JobLimits } from "../../../model/job-size.ts";
import type { CrawlingParts } from "../../definitions/crawling.ts";
import { nightlyDefinition } from "../../definitions/nightly.ts";
import { readsObjects } from "../../permissions/access.ts";
import { usesKeys } from "../../permissions/key-uses.ts";
import { allow, type Statement } from "../../permissions/policy.ts";
import { arn, crawlerArns, crawlerPrefix, stateMachineName } from "../../place.ts";
import { DeadLetterQueue } from "../building-blocks/dead-letter-queue.ts";
import { LambdaFunction, type FunctionDefaults } from "../building-blocks/lambda-function.ts";
import { ServiceRole } from "../building-blocks/service-role.ts";
import type { Curation } from "../jobs/curation.ts";
import type { Processing } from "../jobs/processing.ts";
import type { ZoneBucket } from "../storage/zone-bucket.ts";

export interface NightlyArgs {
  readonly functions: FunctionDefaults;
  readonly plan: LambdaFunction;
  readonly reconcile: LambdaFunction;
  readonly govern: LambdaFunction;
  readonly report: LambdaFunction;
  readonly processing: Processing;
  readonly curation: Curation;
  /** Each has a crawler. */
  readonly sources: readonly Source[];
  readonly artifacts: ZoneBucket;
  readonly bundleKey: pulumi.Input<string>;
  readonly planTimeoutMinutes: number;
  /** Maximum size of a process job run; a run gets what its rows need. */
  readonly jobLimits: JobLimits;
  readonly workerType: string;
  /** Ids of the QuickSight data sets that are refreshed after each night. */
  readonly copies: readonly string[];
  /** Which nights crawl. */
  readonly crawl: CrawlingParts["crawl"];
}

/** The state machine of a night, and the function that starts it for the window before a scheduled instant. */
export class Nightly extends pulumi.ComponentResource {
  readonly stateMachineArn: pulumi.Output<string>;
  readonly start: LambdaFunction;
  /** Starts that couldn't be delivered to the function, and starts that failed every attempt. */
  readonly failedStarts: DeadLetterQueue;

  constructor(name: string, args: NightlyArgs) {
    super("lakehouse:infra:Nightly", name);
    const machine = this.createMachine(name, args);
    this.stateMachineArn = machine.arn;
    const { place, keys } = args.functions;
    this.failedStarts = new DeadLetterQueue(
      `${name}-starts-dead`,
      { place, queue: "starts-dead", keyArn: keys.operations },
      { parent: this },
    );
    this.start = new LambdaFunction(
      `${name}-start`,
      {
        defaults: args.functions,
        part: "start",
        description:
          "Starts the run of a schedule group for the previous night; does nothing if the run has already started",
        timeoutSeconds: 60,
        memoryMiB: 256,
        environment: {
          STATE_MACHINE_ARN: machine.arn,
          ARTIFACTS_BUCKET: args.artifacts.bucket,
          BUNDLE_KEY: args.bundleKey,
        },
        statements: [
          allow("StartNight", ["states:StartExecution"], [machine.arn]),
          readsObjects("ReadContracts", args.artifacts, ["contracts/"]),
        ],
        // the scheduler invokes asynchronously and doesn't wait
        deadLetters: this.failedStarts.arn,
      },
      { parent: this },
    );
    this.registerOutputs({ stateMachineArn: this.stateMachineArn });
  }

  private createMachine(name: string, args: NightlyArgs): aws.sfn.StateMachine {
    const { place, logRetentionDays, keys } = args.functions;
    // Groups under /aws/vendedlogs don't count toward the size limit of the account's log resource policies
    const logGroup = new aws.cloudwatch.LogGroup(
      `${name}-log`,
      {
        name: `/aws/vendedlogs/states/${stateMachineName(place)}`,
        retentionInDays: logRetentionDays,
        kmsKeyId: keys.operations,
      },
      { parent: this },
    );
    const role = new ServiceRole(
      name,
      {
        place,
        part: "nightly",
        service: "states.amazonaws.com",
        description: "What the state machine of the nights may do",
        statements: machineStatements(args),
      },
      { parent: this },
    );
    const definition = pulumi
      .output({
        planFunction: args.plan.arn,
        reconcileFunction: args.reconcile.arn,
        governFunction: args.govern.arn,
        reportFunction: args.report.arn,
        processJob: args.processing.jobName,
        curateJob: args.curation.jobName,
      })
      .apply((parts) =>
        JSON.stringify(
          nightlyDefinition({
            ...parts,
            partition: place.partition,
            crawlerPrefix: crawlerPrefix(place),
            planTimeoutSeconds: args.planTimeoutMinutes * 60,
            jobLimits: args.jobLimits,
            workerType: args.workerType,
            crawl: args.crawl,
            ...(args.copies.length > 0 && { copies: { accountId: place.accountId, dataSets: args.copies } }),
          }),
        ),
      );
    return new aws.sfn.StateMachine(
      `${name}-machine`,
      {
        name: stateMachineName(place),
        type: "STANDARD",
        roleArn: role.arn,
        encryptionConfiguration: {
          type: "CUSTOMER_MANAGED_KMS_KEY",
          kmsKeyId: keys.operations,
          kmsDataKeyReusePeriodSeconds: 900,
        },
        definition,
        loggingConfiguration: {
          level: "ALL",
          includeExecutionData: true,
          logDestination: pulumi.interpolate`${logGroup.arn}:*`,
        },
      },
      { parent: this, dependsOn: [role.policy] },
    );
  }
}

const refreshes = ({ functions: { place }, copies }: NightlyArgs): Statement[] =>
  copies.length === 0
    ? []
    : [allow("RefreshCopies", ["quicksight:CreateIngestion"], [arn(place, "quicksight", `dataset/${place.prefix}_*`)])];

const machineStatements = (args: NightlyArgs): Statement[] => [
  ...refreshes(args),
  ...usesKeys("nightly", args.functions.keys),
  allow(
    "InvokeFunctions",
    ["lambda:InvokeFunction"],
    [args.plan.arn, args.reconcile.arn, args.govern.arn, args.report.arn],
  ),
  allow(
    "RunJobs",
    ["glue:StartJobRun", "glue:GetJobRun", "glue:GetJobRuns", "glue:BatchStopJobRun"],
    [args.processing.jobArn, args.curation.jobArn],
  ),
  allow("Crawl", ["glue:StartCrawler", "glue:GetCrawler"], crawlerArns(args.functions.place, args.sources)),
  // Log delivery doesn't support resource-level permissions:
  // https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
  allow(
    "DeliverLog",
    [
      "logs:CreateLogDelivery",
      "logs:GetLogDelivery",
      "logs:UpdateLogDelivery",
      "logs:DeleteLogDelivery",
      "logs:ListLogDeliveries",
      "logs:PutResourcePolicy",
      "logs:DescribeResourcePolicies",
      "logs:DescribeLogGroups",
    ],
    ["*"],
  ),
];
