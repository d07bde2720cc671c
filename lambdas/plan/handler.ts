import { S3Client } from "@aws-sdk/client-s3";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { Context } from "aws-lambda";
import { artifactStore } from "../../aws/artifacts/artifact-store.ts";
import { bundleReader } from "../../aws/artifacts/bundle-reader.ts";
import { documentClient } from "../../aws/dynamodb/client.ts";
import { parseSources, positiveNumber, requireVariables } from "../shared/environment.ts";
import { executionWatcher } from "../../aws/step-functions/execution-state.ts";
import { ledgerReader } from "../../aws/ledger/ledger-reader.ts";
import { logger } from "../shared/observability.ts";
import { runLedger } from "../../aws/ledger/run-ledger.ts";
import { secretReader } from "../../aws/secrets/secret-reader.ts";
import { recordCounter, sourcesOf } from "../../aws/sources/sources.ts";
import { standingReader } from "../../aws/ledger/standing-ledger.ts";
import { taskResumer } from "../../aws/step-functions/task-resumer.ts";
import { systemClock } from "../../aws/clock.ts";
import { deadlineOf } from "../shared/deadline.ts";
import { pageSender } from "./page-queue.ts";
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
const sfn = new SFNClient({});
const sources = sourcesOf({
  settings: parseSources(variables.SOURCES),
  readSecret: secretReader(new SecretsManagerClient({})),
  timeoutSeconds: positiveNumber("SOURCE_TIMEOUT_SECONDS", variables.SOURCE_TIMEOUT_SECONDS),
  patienceSeconds: positiveNumber("PATIENCE_SECONDS", variables.PATIENCE_SECONDS),
  clock,
});
const ports: PlanPorts = {
  readBundle: bundleReader(artifactStore(new S3Client({}), variables.ARTIFACTS_BUCKET)),
  bundleKey: variables.BUNDLE_KEY,
  countRecords: recordCounter(sources),
  ledger: {
    ...ledgerReader(dynamo, variables.LEDGER_TABLE),
    ...runLedger(dynamo, variables.LEDGER_TABLE, clock),
  },
  standings: standingReader(dynamo, variables.LEDGER_TABLE),
  send: pageSender(new SQSClient({}), variables.PAGE_QUEUE_URL, clock),
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
