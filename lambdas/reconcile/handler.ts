import type { Context } from "aws-lambda";
import { bundleReader } from "../../aws/artifacts/bundle-reader.ts";
import { systemClock } from "../../aws/clock.ts";
import { documentClient } from "../../aws/dynamodb/client.ts";
import { ledgerReader } from "../../aws/ledger/ledger-reader.ts";
import { runLedger } from "../../aws/ledger/run-ledger.ts";
import { s3Client } from "../../aws/s3/client.ts";
import { s3Documents } from "../../aws/s3/documents.ts";
import { rawStore } from "../../aws/s3/raw-store.ts";
import { secretsManagerClient } from "../../aws/secrets/client.ts";
import { secretReader } from "../../aws/secrets/secret-reader.ts";
import { rateBudget } from "../../aws/ledger/rate-budget.ts";
import { connectorsOf } from "../../sources/connectors.ts";
import { deadlineOf } from "../shared/deadline.ts";
import { parseLocations, positiveNumber, requireVariables } from "../shared/environment.ts";
import { logger } from "../shared/observability.ts";
import { reconcileRun, type ReconcileInput, type ReconcilePorts, type ReconcileResult } from "./reconcile-run.ts";

const variables = requireVariables(process.env, [
  "RAW_BUCKET",
  "ARTIFACTS_BUCKET",
  "LEDGER_TABLE",
  "SOURCES",
  "SOURCE_TIMEOUT_SECONDS",
  "PATIENCE_SECONDS",
]);
const clock = systemClock;
const s3 = s3Client();
const dynamo = documentClient();
const artifacts = s3Documents(s3, variables.ARTIFACTS_BUCKET);
const connectorOf = connectorsOf(parseLocations(variables.SOURCES), {
  readSecret: secretReader(secretsManagerClient()),
  timeoutSeconds: positiveNumber("SOURCE_TIMEOUT_SECONDS", variables.SOURCE_TIMEOUT_SECONDS),
  patienceSeconds: positiveNumber("PATIENCE_SECONDS", variables.PATIENCE_SECONDS),
  takeFromRate: rateBudget(dynamo, variables.LEDGER_TABLE, clock),
  clock,
});
const ports: ReconcilePorts = {
  readBundle: bundleReader(artifacts),
  rawBucket: variables.RAW_BUCKET,
  connectorOf,
  raw: rawStore(s3, variables.RAW_BUCKET, clock),
  artifacts,
  ledger: {
    ...ledgerReader(dynamo, variables.LEDGER_TABLE),
    ...runLedger(dynamo, variables.LEDGER_TABLE, clock),
  },
};

export const handler = async (event: ReconcileInput, context: Context): Promise<ReconcileResult> => {
  logger.addContext(context);
  logger.appendKeys({ runId: event.runId });
  const result = await reconcileRun(event, deadlineOf(context, clock), ports);
  logger.info("run reconciled", { ...result });
  return result;
};
