/** Whether the zones are encrypted with the stack's keys, and raw is closed to whoever asks. */
import type { Deployment } from "../../../model/documents/deployment.ts";
import { DescribeKeyCommand, type KMSClient } from "@aws-sdk/client-kms";
import { GetBucketEncryptionCommand, GetObjectCommand, ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { kmsClient } from "../../../aws/kms/client.ts";
import { s3Client } from "../../../aws/s3/client.ts";
import { stsClient } from "../../../aws/sts/client.ts";
import { failed, ok, skipped, type Check, type Finding } from "../check.ts";

/** ARN of the key that a bucket encrypts with by default; undefined for one of AWS's own. */
const keyOf = async (client: S3Client, bucket: string): Promise<string | undefined> => {
  const { ServerSideEncryptionConfiguration: found } = await client.send(
    new GetBucketEncryptionCommand({ Bucket: bucket }),
  );
  const rule = found?.Rules?.[0]?.ApplyServerSideEncryptionByDefault;
  return rule?.SSEAlgorithm === "aws:kms" ? rule.KMSMasterKeyID : undefined;
};

const keyFinding = async (kms: KMSClient, bucket: string, key: string | undefined): Promise<Finding> => {
  const fix = "deploy the stack again";
  if (key === undefined) return failed(`${bucket} encrypts with a key of AWS's own`, fix);
  const { KeyMetadata: found } = await kms.send(new DescribeKeyCommand({ KeyId: key }));
  return found?.KeyState === "Enabled"
    ? ok(`${bucket} encrypts with the key ${found.KeyId ?? ""}`)
    : failed(`${bucket} encrypts with the key ${key}, which is ${found?.KeyState ?? "unknown"}`, "enable the key");
};

export const encryptionCheck = (deployment: Deployment): Check => ({
  code: "ENCRYPTION",
  title: "Buckets encrypt with the stack's keys, which are enabled",
  look: async () => {
    const { rawBucket, processedBucket, curatedBucket, artifactsBucket, queryResultsBucket } = deployment;
    const buckets = [rawBucket, processedBucket, curatedBucket, artifactsBucket, queryResultsBucket];
    const [s3, kms] = [s3Client(), kmsClient()];
    return Promise.all(buckets.map(async (bucket) => keyFinding(kms, bucket, await keyOf(s3, bucket))));
  },
});

const isDenied = (error: unknown): boolean =>
  error instanceof Error && /^(AccessDenied|Forbidden|403)$/.test(error.name);

/** Raw holds personal values in plain: its bucket refuses everybody but the stack's own roles. */
export const rawCheck = ({ rawBucket }: Deployment): Check => ({
  code: "RAW_CLOSED",
  title: "Raw objects are closed to the caller",
  look: async () => {
    const { Arn: arn = "" } = await stsClient().send(new GetCallerIdentityCommand({}));
    if (arn.endsWith(":root")) return skipped("the account's root user is held to nothing; ask as a role");
    const client = s3Client();
    const { Contents: [first] = [] } = await client.send(new ListObjectsV2Command({ Bucket: rawBucket, MaxKeys: 1 }));
    if (first?.Key === undefined) return skipped(`${rawBucket} has no object yet`);
    try {
      await client.send(new GetObjectCommand({ Bucket: rawBucket, Key: first.Key, Range: "bytes=0-0" }));
    } catch (error) {
      if (isDenied(error)) return ok(`${arn} is denied an object of ${rawBucket}`);
      throw error;
    }
    return failed(`${arn} reads objects of ${rawBucket}`, "deploy the stack again: the bucket's policy is another one");
  },
});
