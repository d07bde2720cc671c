import type { Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { bundleReader } from "../../aws/artifacts/bundle-reader.ts";
import { systemClock } from "../../aws/clock.ts";
import { documentClient } from "../../aws/dynamodb/client.ts";
import { ledgerReader } from "../../aws/ledger/ledger-reader.ts";
import { pageLedger } from "../../aws/ledger/page-ledger.ts";
import { s3Client } from "../../aws/s3/client.ts";
import { s3Documents } from "../../aws/s3/documents.ts";
import { rawStore } from "../../aws/s3/raw-store.ts";
import { secretsManagerClient } from "../../aws/secrets/client.ts";
import { secretReader } from "../../aws/secrets/secret-reader.ts";
import { pageSender } from "../../aws/sqs/page-queue.ts";
import { rateBudget } from "../../aws/ledger/rate-budget.ts";
import { connectorsOf } from "../../sources/connectors.ts";
import { sqsClient } from "../../aws/sqs/client.ts";
import { messagePostponer } from "../../aws/sqs/messages.ts";
import { sfnClient } from "../../aws/step-functions/client.ts";
import { taskResumer } from "../../aws/step-functions/task-resumer.ts";
import { parseLocations, positiveNumber, requireVariables } from "../shared/environment.ts";
import { logger } from "../shared/observability.ts";
import { extractBatch, type BatchPorts } from "./extract-batch.ts";

const variables = requireVariables(process.env, [
  "RAW_BUCKET",
  "ARTIFACTS_BUCKET",
  "LEDGER_TABLE",
  "PAGE_QUEUE_URL",
  "SOURCES",
  "SOURCE_TIMEOUT_SECONDS",
  "MAX_RECEIVE_COUNT",
  "PATIENCE_SECONDS",
]);
const clock = systemClock;
const s3 = s3Client();
const dynamo = documentClient();
const sqs = sqsClient();
const ports: BatchPorts = {
  readBundle: bundleReader(s3Documents(s3, variables.ARTIFACTS_BUCKET)),
  connectorOf: connectorsOf(parseLocations(variables.SOURCES), {
    readSecret: secretReader(secretsManagerClient()),
    timeoutSeconds: positiveNumber("SOURCE_TIMEOUT_SECONDS", variables.SOURCE_TIMEOUT_SECONDS),
    takeFromRate: rateBudget(dynamo, variables.LEDGER_TABLE, clock),
    clock,
  }),
  raw: rawStore(s3, variables.RAW_BUCKET, clock),
  ledger: pageLedger(dynamo, variables.LEDGER_TABLE, clock),
  runs: ledgerReader(dynamo, variables.LEDGER_TABLE),
  resume: taskResumer(sfnClient()),
  postpone: messagePostponer(sqs, variables.PAGE_QUEUE_URL),
  send: pageSender(sqs, variables.PAGE_QUEUE_URL, clock),
  log: logger,
  clock,
  now: clock.now,
  patienceSeconds: positiveNumber("PATIENCE_SECONDS", variables.PATIENCE_SECONDS),
  maxReceiveCount: positiveNumber("MAX_RECEIVE_COUNT", variables.MAX_RECEIVE_COUNT),
};

export const handler = async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
  logger.addContext(context);
  return extractBatch(event, context, ports);
};
