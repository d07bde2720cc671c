/** Whether the zones are encrypted with the stack's keys, and raw is closed to the caller. */
import type { KMSClient } from "@aws-sdk/client-kms";
import { kmsClient } from "../../../aws/kms/client.ts";
import { describeKey } from "../../../aws/kms/keys.ts";
import { anyKey, bucketKey, canRead } from "../../../aws/s3/buckets.ts";
import { s3Client } from "../../../aws/s3/client.ts";
import { whoAmI } from "../../../aws/sts/caller.ts";
import type { Deployment } from "../../../model/documents/deployment.ts";
import { failed, ok, skipped, type Check, type Finding } from "../check.ts";

const keyFinding = async (kms: KMSClient, bucket: string, key: string | undefined): Promise<Finding> => {
  const fix = "deploy the stack again";
  if (key === undefined) return failed(`${bucket} encrypts with AWS's own key`, fix);
  const { id, state } = await describeKey(kms, key);
  return state === "Enabled"
    ? ok(`${bucket} encrypts with the key ${id}`)
    : failed(`${bucket} encrypts with the key ${key}, which is ${state}`, "enable the key");
};

export const encryptionCheck = (deployment: Deployment): Check => ({
  code: "ENCRYPTION",
  title: "Buckets encrypt with the stack's keys, which are enabled",
  look: async () => {
    const { rawBucket, processedBucket, curatedBucket, artifactsBucket, queryResultsBucket } = deployment;
    const buckets = [rawBucket, processedBucket, curatedBucket, artifactsBucket, queryResultsBucket];
    const [s3, kms] = [s3Client(), kmsClient()];
    return Promise.all(buckets.map(async (bucket) => keyFinding(kms, bucket, await bucketKey(s3, bucket))));
  },
});

/** Raw holds unmasked personal values: its bucket denies everybody but the stack's own roles. */
export const rawCheck = ({ rawBucket }: Deployment): Check => ({
  code: "RAW_CLOSED",
  title: "Raw objects are closed to the caller",
  look: async () => {
    const { arn } = await whoAmI();
    if (arn.endsWith(":root")) return skipped("nothing restricts the account's root user; run this as a role");
    const client = s3Client();
    const key = await anyKey(client, rawBucket);
    if (key === undefined) return skipped(`${rawBucket} has no object yet`);
    return (await canRead(client, rawBucket, key))
      ? failed(`${arn} reads objects of ${rawBucket}`, "deploy the stack again: the bucket's policy has changed")
      : ok(`${arn} is denied an object of ${rawBucket}`);
  },
});
