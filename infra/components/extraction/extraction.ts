import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { FunctionName } from "../../../model/parts.ts";
import {
  listsObjects,
  looksAtRuns,
  readsObjects,
  readsSecrets,
  resumesMachine,
  usesLedger,
  writesObjects,
} from "../../permissions/access.ts";
import { allow, type Statement } from "../../permissions/policy.ts";
import { LambdaFunction, type FunctionDefaults } from "../building-blocks/lambda-function.ts";
import type { SecretReference } from "../security/secrets.ts";
import type { Ledger } from "../storage/ledger.ts";
import type { ZoneBucket } from "../storage/zone-bucket.ts";
import { PageQueue } from "./page-queue.ts";

interface LocatedSource {
  /** In the words of the source's kind. */
  readonly address: string;
  /** Absent if the source needs none. */
  readonly token?: SecretReference;
}

export interface ExtractionArgs {
  readonly functions: FunctionDefaults;
  readonly raw: ZoneBucket;
  readonly artifacts: ZoneBucket;
  readonly ledger: Ledger;
  /** Key of the compiled contracts in the artifacts bucket. */
  readonly bundleKey: pulumi.Input<string>;
  /** Address of each source and the secret that holds its credentials. */
  readonly sources: Readonly<Record<string, LocatedSource>>;
  /** The night's state machine, which the last page resumes. */
  readonly stateMachineArn: string;
  /** Pages fetched concurrently: 2–1,000. */
  readonly maximumConcurrency: number;
  /** Pages per invocation: 1–10. */
  readonly batchSize: number;
  readonly timeoutSeconds: number;
  readonly sourceTimeoutSeconds: number;
  readonly maxReceiveCount: number;
  /** How long landed datasets wait for one whose source doesn't respond. */
  readonly patienceSeconds: number;
  readonly memoryMiB: number;
}

/** From the source to the raw zone: plan splits a window into pages, extract lands them, reconcile compares. */
export class Extraction extends pulumi.ComponentResource {
  readonly queue: PageQueue;
  readonly plan: LambdaFunction;
  readonly reconcile: LambdaFunction;

  constructor(name: string, args: ExtractionArgs) {
    super("lakehouse:infra:Extraction", name);
    const { maxReceiveCount, timeoutSeconds } = args;
    this.queue = new PageQueue(
      `${name}-pages`,
      {
        place: args.functions.place,
        keyArn: args.functions.keys.operations,
        functionTimeoutSeconds: timeoutSeconds,
        maxReceiveCount,
      },
      { parent: this },
    );
    this.plan = this.createFunction(name, args, {
      part: "plan",
      description: "Requests totals from the source, splits the window into pages, and sends one message per page",
      timeoutSeconds: 300,
      memoryMiB: 512,
      statements: [
        usesLedger(args.ledger.tableArn, ["GetItem", "BatchGetItem", "Query", "PutItem", "UpdateItem"]),
        allow("SendPages", ["sqs:SendMessage"], [this.queue.arn]),
        resumesMachine(args.stateMachineArn),
        // a run that was killed doesn't block another
        looksAtRuns(args.stateMachineArn),
        readsObjects("ReadContracts", args.artifacts, ["contracts/"]),
      ],
    });
    const extract = this.createFunction(name, args, {
      part: "extract",
      description: "Fetches pages and lands each of them once in the raw zone",
      timeoutSeconds,
      memoryMiB: args.memoryMiB,
      statements: [
        usesLedger(args.ledger.tableArn, ["GetItem", "BatchGetItem", "Query", "PutItem", "UpdateItem"]),
        allow("ReceivePages", ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], [this.queue.arn]),
        // a chain's next page goes to the queue when the function's time is up
        allow("SendPages", ["sqs:SendMessage"], [this.queue.arn]),
        // a failed page is retried when the function says so, not when its visibility timeout ends
        allow("PutOffPages", ["sqs:ChangeMessageVisibility"], [this.queue.arn]),
        resumesMachine(args.stateMachineArn),
        readsObjects("ReadContracts", args.artifacts, ["contracts/"]),
        writesObjects("LandPages", args.raw),
        // a page that already exists is compared by checksum
        readsObjects("ComparePages", args.raw),
      ],
    });
    this.reconcile = this.createFunction(name, args, {
      part: "reconcile",
      description: "Compares what the source has with what landed and writes the run's manifest",
      // Lambda's maximum: a dataset whose order is in doubt is read through again
      timeoutSeconds: 900,
      memoryMiB: 1024,
      statements: [
        usesLedger(args.ledger.tableArn, ["GetItem", "Query", "PutItem", "UpdateItem"]),
        listsObjects("ListPages", args.raw),
        // the object's header says which keys a page contains
        readsObjects("ReadPageKeys", args.raw),
        readsObjects("ReadContracts", args.artifacts, ["contracts/"]),
        writesObjects("WriteManifest", args.artifacts, ["runs/"]),
      ],
    });
    this.connect(name, args, extract);
    this.registerOutputs({});
  }

  private connect(name: string, args: ExtractionArgs, extract: LambdaFunction): void {
    new aws.lambda.EventSourceMapping(
      `${name}-pages-mapping`,
      {
        eventSourceArn: this.queue.arn,
        functionName: extract.functionName,
        batchSize: args.batchSize,
        functionResponseTypes: ["ReportBatchItemFailures"],
        scalingConfig: { maximumConcurrency: args.maximumConcurrency },
      },
      { parent: this },
    );
  }

  private createFunction(name: string, args: ExtractionArgs, own: FunctionParts): LambdaFunction {
    const tokens = Object.values(args.sources).flatMap(({ token }) => token?.arn ?? []);
    return new LambdaFunction(
      `${name}-${own.part}`,
      {
        ...own,
        defaults: args.functions,
        environment: environment(args, this.queue.url),
        statements: [...(tokens.length === 0 ? [] : [readsSecrets("ReadTokens", tokens)]), ...own.statements],
      },
      { parent: this },
    );
  }
}

interface FunctionParts {
  readonly part: FunctionName;
  readonly description: string;
  readonly timeoutSeconds: number;
  readonly memoryMiB: number;
  readonly statements: readonly Statement[];
}

const environment = (args: ExtractionArgs, queueUrl: pulumi.Input<string>): Record<string, pulumi.Input<string>> => ({
  RAW_BUCKET: args.raw.bucket,
  ARTIFACTS_BUCKET: args.artifacts.bucket,
  LEDGER_TABLE: args.ledger.tableName,
  PAGE_QUEUE_URL: queueUrl,
  STATE_MACHINE_ARN: args.stateMachineArn,
  BUNDLE_KEY: args.bundleKey,
  SOURCES: pulumi.jsonStringify(
    Object.fromEntries(
      Object.entries(args.sources).map(([source, { address, token }]) => [
        source,
        { address, ...(token !== undefined && { secretId: token.id }) },
      ]),
    ),
  ),
  SOURCE_TIMEOUT_SECONDS: args.sourceTimeoutSeconds.toString(),
  PATIENCE_SECONDS: args.patienceSeconds.toString(),
  MAX_RECEIVE_COUNT: args.maxReceiveCount.toString(),
});
