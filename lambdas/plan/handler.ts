import { S3Client } from "@aws-sdk/client-s3";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { Context } from "aws-lambda";
import { artifactStore, bundleReader } from "../shared/artifact-store.ts";
import { documentClient } from "../shared/clients.ts";
import { parseSources, positiveNumber, requireVariables } from "../shared/environment.ts";
import { executionWatcher } from "../shared/execution-state.ts";
import { ledgerReader } from "../shared/ledger.ts";
import { logger } from "../shared/observability.ts";
import { runLedger } from "../shared/run-ledger.ts";
import { secretReader } from "../shared/secrets.ts";
import { recordCounter, sourcesOf } from "../shared/sources.ts";
import { standingReader } from "../shared/standing-ledger.ts";
import { taskResumer } from "../shared/state-machine.ts";
import { deadlineOf, systemClock } from "../shared/clock.ts";
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
