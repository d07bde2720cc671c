import { S3Client } from "@aws-sdk/client-s3";
import type { Context } from "aws-lambda";
import { artifactStore, bundleReader } from "../shared/artifact-store.ts";
import { documentClient } from "../shared/clients.ts";
import { requireVariables } from "../shared/environment.ts";
import { logger } from "../shared/observability.ts";
import { notYetAllowed, repeated } from "../shared/repeated.ts";
import { standingReader } from "../shared/standing-ledger.ts";
import { systemClock } from "../shared/clock.ts";
import { acceptContracts, type AcceptEvent, type AcceptResult } from "./accept-contracts.ts";

const variables = requireVariables(process.env, ["ARTIFACTS_BUCKET", "LEDGER_TABLE"]);
const ports = {
  readBundle: bundleReader(artifactStore(new S3Client({}), variables.ARTIFACTS_BUCKET)),
  standings: standingReader(documentClient(), variables.LEDGER_TABLE),
};

export const handler = async (event: AcceptEvent, context: Context): Promise<AcceptResult> => {
  logger.addContext(context);
  const result = await repeated(() => acceptContracts(event, ports), systemClock, notYetAllowed);
  logger.info("contracts accepted", { ...result });
  return result;
};
