import type { Context } from "aws-lambda";
import { bundleReader } from "../../aws/artifacts/bundle-reader.ts";
import { systemClock } from "../../aws/clock.ts";
import { documentClient } from "../../aws/dynamodb/client.ts";
import { standingReader } from "../../aws/ledger/standing-ledger.ts";
import { notYetAllowed, retried } from "../../aws/retry.ts";
import { s3Client } from "../../aws/s3/client.ts";
import { s3Documents } from "../../aws/s3/documents.ts";
import { requireVariables } from "../shared/environment.ts";
import { logger } from "../shared/observability.ts";
import { acceptContracts, type AcceptEvent, type AcceptResult } from "./accept-contracts.ts";

const variables = requireVariables(process.env, ["ARTIFACTS_BUCKET", "LEDGER_TABLE"]);
const ports = {
  readBundle: bundleReader(s3Documents(s3Client(), variables.ARTIFACTS_BUCKET)),
  standings: standingReader(documentClient(), variables.LEDGER_TABLE),
};

export const handler = async (event: AcceptEvent, context: Context): Promise<AcceptResult> => {
  logger.addContext(context);
  const result = await retried(() => acceptContracts(event, ports), systemClock, notYetAllowed);
  logger.info("contracts accepted", { ...result });
  return result;
};
