import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  UpdateSecretVersionStageCommand,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";

/** Labels of a secret's versions by the version's id. */
export type VersionStages = ReadonlyMap<string, readonly string[]>;

export interface SecretVersions {
  stages(secretId: string): Promise<VersionStages>;
  /** A version's value; `undefined` if it has none yet. */
  read(secretId: string, versionId: string): Promise<string | undefined>;
  putPending(secretId: string, versionId: string, value: string): Promise<void>;
  /** Removes AWSPENDING from the version, so that the next rotation begins with a new one. */
  dropPending(secretId: string, versionId: string): Promise<void>;
  /** Moves AWSCURRENT; Secrets Manager assigns AWSPREVIOUS to the version that had it. */
  makeCurrent(secretId: string, versionId: string, previousVersionId: string | undefined): Promise<void>;
}

/** Secrets Manager's versions of a secret. */
export const secretVersions = (client: SecretsManagerClient): SecretVersions => ({
  stages: async (secretId) => {
    const { VersionIdsToStages = {} } = await client.send(new DescribeSecretCommand({ SecretId: secretId }));
    return new Map(Object.entries(VersionIdsToStages));
  },
  read: async (secretId, versionId) => {
    try {
      const answer = await client.send(new GetSecretValueCommand({ SecretId: secretId, VersionId: versionId }));
      return answer.SecretString === "" ? undefined : answer.SecretString;
    } catch (error) {
      // this is the response while a version has a label but no value yet
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  },
  putPending: async (secretId, versionId, value) => {
    await client.send(
      new PutSecretValueCommand({
        SecretId: secretId,
        ClientRequestToken: versionId,
        SecretString: value,
        VersionStages: ["AWSPENDING"],
      }),
    );
  },
  dropPending: async (secretId, versionId) => {
    await client.send(
      new UpdateSecretVersionStageCommand({
        SecretId: secretId,
        VersionStage: "AWSPENDING",
        RemoveFromVersionId: versionId,
      }),
    );
  },
  makeCurrent: async (secretId, versionId, previousVersionId) => {
    await client.send(
      new UpdateSecretVersionStageCommand({
        SecretId: secretId,
        VersionStage: "AWSCURRENT",
        MoveToVersionId: versionId,
        ...(previousVersionId !== undefined && { RemoveFromVersionId: previousVersionId }),
      }),
    );
  },
});
