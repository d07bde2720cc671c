import {
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  type S3Client,
} from "@aws-sdk/client-s3";
import { statusOf } from "./objects.ts";

/** A bucket's policy as JSON; `undefined` if it has none. */
export const bucketPolicy = async (client: S3Client, bucket: string): Promise<unknown> => {
  try {
    const { Policy: policy } = await client.send(new GetBucketPolicyCommand({ Bucket: bucket }));
    return policy === undefined ? undefined : (JSON.parse(policy) as unknown);
  } catch (error) {
    if (error instanceof Error && error.name === "NoSuchBucketPolicy") return undefined;
    throw error;
  }
};

/** Bucket names are global: status 403 is somebody else's bucket, 404 an unused name, 200 the caller's own bucket. */
export const bucketStatus = async (client: S3Client, bucket: string): Promise<number> => {
  try {
    await client.send(new HeadBucketCommand({ Bucket: bucket }));
    return 200;
  } catch (error) {
    const status = statusOf(error);
    if (status === undefined) throw error;
    return status;
  }
};

/** ARN of the key with which a bucket encrypts by default; `undefined` for a key owned by AWS. */
export const bucketKey = async (client: S3Client, bucket: string): Promise<string | undefined> => {
  const { ServerSideEncryptionConfiguration: found } = await client.send(
    new GetBucketEncryptionCommand({ Bucket: bucket }),
  );
  const rule = found?.Rules?.[0]?.ApplyServerSideEncryptionByDefault;
  return rule?.SSEAlgorithm === "aws:kms" ? rule.KMSMasterKeyID : undefined;
};

/** Any object's key; `undefined` if the bucket is empty. */
export const anyKey = async (client: S3Client, bucket: string): Promise<string | undefined> => {
  const { Contents: [first] = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket, MaxKeys: 1 }));
  return first?.Key;
};

const isDenied = (error: unknown): boolean =>
  error instanceof Error && /^(AccessDenied|Forbidden|403)$/.test(error.name);

/** Whether the caller may read an object. */
export const canRead = async (client: S3Client, bucket: string, key: string): Promise<boolean> => {
  try {
    await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, Range: "bytes=0-0" }));
    return true;
  } catch (error) {
    if (isDenied(error)) return false;
    throw error;
  }
};
