/** Rotations of secrets in Secrets Manager. */
import {
  DescribeSecretCommand,
  InvalidRequestException,
  ResourceNotFoundException,
  RotateSecretCommand,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { failure } from "../../model/validation/failure.ts";
import { polled } from "../poll.ts";
import { secretsManagerClient } from "./client.ts";

interface Rotation {
  /** Version that is to become current. */
  readonly versionId: string;
  /** False if it continues an earlier rotation that had not ended. */
  readonly begun: boolean;
}

type Stages = Readonly<Record<string, readonly string[]>>;

const stagesOf = async (client: SecretsManagerClient, secretId: string): Promise<Stages> =>
  (await client.send(new DescribeSecretCommand({ SecretId: secretId }))).VersionIdsToStages ?? {};

const pendingOf = (stages: Stages): string | undefined =>
  Object.entries(stages).find(([, labels]) => labels.includes("AWSPENDING") && !labels.includes("AWSCURRENT"))?.[0];

/**
 * Begins to replace a secret's value with a new one from its source, or continues an interrupted rotation.
 *
 * @throws ProblemsError SECRET_UNKNOWN, SECRET_NOT_ROTATED
 */
export const beginRotation = async (
  secretId: string,
  client: SecretsManagerClient = secretsManagerClient(),
): Promise<Rotation> => {
  const place = `secret ${secretId}`;
  try {
    const { VersionId } = await client.send(new RotateSecretCommand({ SecretId: secretId, RotateImmediately: true }));
    if (VersionId !== undefined) return { versionId: VersionId, begun: true };
    throw new Error(`the answer to the rotation of ${secretId} names no version`);
  } catch (error) {
    if (error instanceof ResourceNotFoundException) {
      const fix = "correct the name, or deploy the stack, which makes the secrets that the contracts name";
      throw failure("SECRET_UNKNOWN", place, "there is no such secret", fix);
    }
    if (!(error instanceof InvalidRequestException)) throw error;
    const versionId = pendingOf(await stagesOf(client, secretId));
    if (versionId !== undefined) return { versionId, begun: false };
    const fix = "add auth.rotation to its source in contracts/sources.yaml if the source can issue tokens, and deploy";
    throw failure("SECRET_NOT_ROTATED", place, `it can't be rotated: ${error.message}`, fix);
  }
};

interface RotationWait {
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
}

const pollMs = 500;

/**
 * Waits until the version is current.
 *
 * @throws ProblemsError SECRET_ROTATION_UNFINISHED if it does not become current in time; the previous value stays
 *   current
 */
export const awaitRotation = async (
  secretId: string,
  { versionId }: Rotation,
  { timeoutSeconds, signal }: RotationWait,
  client: SecretsManagerClient = secretsManagerClient(),
): Promise<void> => {
  const end = Date.now() + timeoutSeconds * 1000;
  await polled(
    async () => {
      const stages = await stagesOf(client, secretId);
      if (stages[versionId]?.includes("AWSCURRENT")) return true;
      if (Date.now() < end) return undefined;
      const message = `its new value is not current after ${timeoutSeconds} s; the previous one still is`;
      const fix = "read the log of the function that rotates (docs/operations.md), correct the cause and rotate again";
      throw failure("SECRET_ROTATION_UNFINISHED", `secret ${secretId}`, message, fix);
    },
    { pace: { firstMs: pollMs }, signal },
  );
};
