import type { Context } from "aws-lambda";
import { secretsManagerClient } from "../../aws/secrets/client.ts";
import { secretVersions } from "../../aws/secrets/secret-versions.ts";
import { tokenChecker, tokenIssuer } from "../../sources/token-source.ts";
import { positiveNumber, requireVariables } from "../shared/environment.ts";
import { logger } from "../shared/observability.ts";
import { rotateSecret, type RotationEvent, type RotationPorts } from "./rotate-secret.ts";
import { rotationsOf } from "./rotations.ts";

const variables = requireVariables(process.env, ["ROTATIONS", "SOURCE_TIMEOUT_SECONDS"]);
const timeoutSeconds = positiveNumber("SOURCE_TIMEOUT_SECONDS", variables.SOURCE_TIMEOUT_SECONDS);
const ports: RotationPorts = {
  versions: secretVersions(secretsManagerClient()),
  sourceOf: rotationsOf(variables.ROTATIONS),
  issueToken: tokenIssuer(timeoutSeconds),
  checkToken: tokenChecker(timeoutSeconds),
};

export const handler = async (event: RotationEvent, context: Context): Promise<void> => {
  logger.addContext(context);
  const result = await rotateSecret(event, ports);
  logger.info("rotation", { step: event.Step, secret: event.SecretId, version: event.ClientRequestToken, result });
};
