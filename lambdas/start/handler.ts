import type { Context } from "aws-lambda";
import { bundleReader } from "../../aws/artifacts/bundle-reader.ts";
import { s3Client } from "../../aws/s3/client.ts";
import { s3Documents } from "../../aws/s3/documents.ts";
import { sfnClient } from "../../aws/step-functions/client.ts";
import { executionStarter } from "../../aws/step-functions/execution-starter.ts";
import { requireVariables } from "../shared/environment.ts";
import { logger } from "../shared/observability.ts";
import { startRun, type StartEvent, type StartResult } from "./start-run.ts";

const variables = requireVariables(process.env, ["ARTIFACTS_BUCKET", "BUNDLE_KEY", "STATE_MACHINE_ARN"]);
const readBundle = bundleReader(s3Documents(s3Client(), variables.ARTIFACTS_BUCKET));
const start = executionStarter(sfnClient(), variables.STATE_MACHINE_ARN);

export const handler = async (event: StartEvent, context: Context): Promise<StartResult> => {
  logger.addContext(context);
  const result = await startRun(event, await readBundle(variables.BUNDLE_KEY), start);
  const skipped = "skipped" in result ? "run not due" : "run was started before";
  logger.info(result.started ? "run started" : skipped, { ...result });
  return result;
};
