import { GetBucketPolicyCommand, type S3Client } from "@aws-sdk/client-s3";

/** A bucket's policy as JSON; undefined when it has none. */
export const bucketPolicy = async (client: S3Client, bucket: string): Promise<unknown> => {
  try {
    const { Policy: policy } = await client.send(new GetBucketPolicyCommand({ Bucket: bucket }));
    return policy === undefined ? undefined : (JSON.parse(policy) as unknown);
  } catch (error) {
    if (error instanceof Error && error.name === "NoSuchBucketPolicy") return undefined;
    throw error;
  }
};
