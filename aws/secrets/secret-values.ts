import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { failure } from "../../model/validation/failure.ts";
import { secretsManagerClient } from "./client.ts";

/**
 * Puts a new value into a secret that the program made. Existing secrets only: a value under a misspelt name would be
 * missed by nobody until the night.
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

/** A secret's value; undefined when it has none yet. */
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
