import { GetSecretValueCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { Fault } from "../../model/fault.ts";

/**
 * A secret's value. A `refused` value is read again, unless another caller has already done so: a rotated secret costs
 * one call, however many pages are in progress.
 */
export type ReadSecret = (secretId: string, options?: { readonly refused: string }) => Promise<string>;

const unavailable = (secretId: string, found: string, cause?: unknown): Fault =>
  new Fault(
    {
      code: "SECRET_UNAVAILABLE",
      place: `secret ${secretId}`,
      message: found,
      fix: `set a value with "lakehouse secret set", or let the function's role read it`,
    },
    { retry: "later", cause },
  );

/** Reads from Secrets Manager and caches values for the lifetime of the process. Values are never part of an error. */
export const secretReader = (client: SecretsManagerClient): ReadSecret => {
  const known = new Map<string, Promise<string>>();
  const ask = async (secretId: string): Promise<string> => {
    try {
      const answer = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
      if (answer.SecretString === undefined || answer.SecretString === "") {
        throw unavailable(secretId, "it has no text value");
      }
      return answer.SecretString;
    } catch (error) {
      known.delete(secretId);
      if (error instanceof Fault) throw error;
      throw unavailable(
        secretId,
        `it cannot be read (${error instanceof Error ? error.name : "unknown error"})`,
        error,
      );
    }
  };
  return async (secretId, options) => {
    const remembered = known.get(secretId);
    const value = await remembered;
    if (value !== undefined && value !== options?.refused) return value;
    const current = known.get(secretId);
    if (current !== undefined && current !== remembered) return current;
    const asked = ask(secretId);
    known.set(secretId, asked);
    return asked;
  };
};
