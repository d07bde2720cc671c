import type { Context } from "aws-lambda";
import { bundleReader } from "../../aws/artifacts/bundle-reader.ts";
import { systemClock } from "../../aws/clock.ts";
import { documentClient } from "../../aws/dynamodb/client.ts";
import { ledgerReader } from "../../aws/ledger/ledger-reader.ts";
import { runLedger } from "../../aws/ledger/run-ledger.ts";
import { standingReader } from "../../aws/ledger/standing-ledger.ts";
import { s3Client } from "../../aws/s3/client.ts";
import { s3Documents } from "../../aws/s3/documents.ts";
import { secretsManagerClient } from "../../aws/secrets/client.ts";
import { secretReader } from "../../aws/secrets/secret-reader.ts";
import { rateBudget } from "../../aws/ledger/rate-budget.ts";
import { connectorsOf } from "../../sources/connectors.ts";
import { sqsClient } from "../../aws/sqs/client.ts";
import { pageSender } from "../../aws/sqs/page-queue.ts";
import { sfnClient } from "../../aws/step-functions/client.ts";
import { executionWatcher } from "../../aws/step-functions/execution-state.ts";
import { taskResumer } from "../../aws/step-functions/task-resumer.ts";
import { deadlineOf } from "../shared/deadline.ts";
import { parseLocations, positiveNumber, requireVariables } from "../shared/environment.ts";
import { logger } from "../shared/observability.ts";
import { planRun, type PlanEvent, type PlanPorts, type PlanResult } from "./plan-run.ts";

const variables = requireVariables(process.env, [
  "ARTIFACTS_BUCKET",
  "BUNDLE_KEY",
  "LEDGER_TABLE",
  "PAGE_QUEUE_URL",
  "STATE_MACHINE_ARN",
  "SOURCES",
  "SOURCE_TIMEOUT_SECONDS",
  "PATIENCE_SECONDS",
]);
const clock = systemClock;
const dynamo = documentClient();
const sfn = sfnClient();
const connectorOf = connectorsOf(parseLocations(variables.SOURCES), {
  readSecret: secretReader(secretsManagerClient()),
  timeoutSeconds: positiveNumber("SOURCE_TIMEOUT_SECONDS", variables.SOURCE_TIMEOUT_SECONDS),
  patienceSeconds: positiveNumber("PATIENCE_SECONDS", variables.PATIENCE_SECONDS),
  takeFromRate: rateBudget(dynamo, variables.LEDGER_TABLE, clock),
  clock,
});
const ports: PlanPorts = {
  readBundle: bundleReader(s3Documents(s3Client(), variables.ARTIFACTS_BUCKET)),
  bundleKey: variables.BUNDLE_KEY,
  connectorOf,
  ledger: {
    ...ledgerReader(dynamo, variables.LEDGER_TABLE),
    ...runLedger(dynamo, variables.LEDGER_TABLE, clock),
  },
  standings: standingReader(dynamo, variables.LEDGER_TABLE),
  send: pageSender(sqsClient(), variables.PAGE_QUEUE_URL, clock),
  resume: taskResumer(sfn),
  isRunning: executionWatcher(sfn, variables.STATE_MACHINE_ARN),
  now: clock.now,
};

export const handler = async (event: PlanEvent, context: Context): Promise<PlanResult> => {
  logger.addContext(context);
  logger.appendKeys({ runId: event.runId });
  const result = await planRun(event, deadlineOf(context, clock), ports);
  logger.info("run planned", { ...result });
  return result;
};
