import type { Context } from "aws-lambda";
import { bundleReader } from "../../aws/artifacts/bundle-reader.ts";
import { systemClock } from "../../aws/clock.ts";
import { documentClient } from "../../aws/dynamodb/client.ts";
import { glueClient } from "../../aws/glue/client.ts";
import { inferredColumnReader } from "../../aws/glue/inferred-columns.ts";
import { ledgerReader } from "../../aws/ledger/ledger-reader.ts";
import { runLedger } from "../../aws/ledger/run-ledger.ts";
import { standingLedger } from "../../aws/ledger/standing-ledger.ts";
import { s3Client } from "../../aws/s3/client.ts";
import { s3Documents } from "../../aws/s3/documents.ts";
import { figuresKeeper } from "../../aws/s3/night-figures.ts";
import { pageStore } from "../../aws/s3/pages.ts";
import { snsClient } from "../../aws/sns/client.ts";
import { topicNotifier } from "../../aws/sns/topics.ts";
import { objectPlace } from "../../model/region.ts";
import { requireVariables } from "../shared/environment.ts";
import { logger, metrics } from "../shared/observability.ts";
import { reportAges, type Ages, type AgesEvent, type AgesPorts } from "./report-ages.ts";
import { agesPublisher, metricsPublisher } from "./report-metrics.ts";
import { reportRun, type ReportEvent, type ReportPorts, type ReportResult } from "./report-run.ts";

const variables = requireVariables(process.env, [
  "ARTIFACTS_BUCKET",
  "LEDGER_TABLE",
  "PROCESSED_BUCKET",
  "REPORT_TOPIC_ARN",
  "SCHEDULES_ENABLED",
  "AWS_REGION",
]);
const dynamo = documentClient();
const s3 = s3Client();
const artifacts = s3Documents(s3, variables.ARTIFACTS_BUCKET);
const ports: ReportPorts & AgesPorts = {
  ledger: {
    ...ledgerReader(dynamo, variables.LEDGER_TABLE),
    ...runLedger(dynamo, variables.LEDGER_TABLE, systemClock),
  },
  standings: standingLedger(dynamo, variables.LEDGER_TABLE, systemClock),
  artifacts,
  pages: pageStore(s3, variables.ARTIFACTS_BUCKET),
  placeOf: (key) => objectPlace(variables.AWS_REGION, variables.ARTIFACTS_BUCKET, key),
  readBundle: bundleReader(artifacts),
  readInferredColumns: inferredColumnReader(glueClient()),
  keepFigures: figuresKeeper(s3, variables.PROCESSED_BUCKET),
  notify: topicNotifier(snsClient(), variables.REPORT_TOPIC_ARN),
  publishMetrics: metricsPublisher(metrics),
  publishAges: agesPublisher(metrics),
  now: systemClock.now,
  isScheduled: variables.SCHEDULES_ENABLED === "true",
};

/** Reports a run, or, for a daily schedule, how old a group's data is. */
export const handler = async (event: ReportEvent | AgesEvent, context: Context): Promise<ReportResult | Ages> => {
  logger.addContext(context);
  if ("agesOf" in event) return reportAges(event, ports);
  logger.appendKeys({ runId: event.runId });
  const result = await reportRun(event, ports);
  logger.info("run reported", { ...result });
  return result;
};
