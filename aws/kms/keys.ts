import { DescribeKeyCommand, type KMSClient } from "@aws-sdk/client-kms";

export interface Key {
  readonly id: string;
  /** KMS's name for the state, e.g. `Enabled`. */
  readonly state: string;
}

/** @param key its id or ARN */
export const describeKey = async (client: KMSClient, key: string): Promise<Key> => {
  const { KeyMetadata: found } = await client.send(new DescribeKeyCommand({ KeyId: key }));
  return { id: found?.KeyId ?? "", state: found?.KeyState ?? "unknown" };
};
