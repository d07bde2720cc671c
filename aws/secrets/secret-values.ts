import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { failure } from "../../model/validation/failure.ts";
import { secretsManagerClient } from "./client.ts";

/**
 * Sets a new value for a secret that the program created. Existing secrets only: nobody would notice a misspelled name
 * before the night.
 *
 * @throws ProblemsError SECRET_UNKNOWN
 */
export const putSecret = async (
  secretId: string,
  value: string,
  client: SecretsManagerClient = secretsManagerClient(),
): Promise<void> => {
  try {
    await client.send(new PutSecretValueCommand({ SecretId: secretId, SecretString: value }));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    const fix = "correct the name, or deploy the stack, which makes the secrets that the contracts name";
    throw failure("SECRET_UNKNOWN", `secret ${secretId}`, "there is no such secret", fix);
  }
};

/** A secret's value; `undefined` if it has none yet. */
export const readSecret = async (
  secretId: string,
  client: SecretsManagerClient = secretsManagerClient(),
): Promise<string | undefined> => {
  try {
    return (await client.send(new GetSecretValueCommand({ SecretId: secretId }))).SecretString;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
};
