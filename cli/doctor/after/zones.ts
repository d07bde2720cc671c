/** Whether the zones are encrypted with the stack's keys, and raw is closed to whoever asks. */
import { GetObjectCommand, HeadObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { Deployment } from "../../../model/deployment.ts";
import { failed, ok, skipped, type Check } from "../check.ts";

export const encryptionCheck = ({ artifactsBucket, bundleKey }: Deployment): Check => ({
  code: "ENCRYPTION",
  title: "Objects are encrypted with the stack's key",
  look: async () => {
    const client = new S3Client();
    const found = await client.send(new HeadObjectCommand({ Bucket: artifactsBucket, Key: bundleKey }));
    const key = found.SSEKMSKeyId ?? "";
    return found.ServerSideEncryption === "aws:kms" && key.includes(":key/")
      ? ok(`s3://${artifactsBucket}/${bundleKey} is encrypted with ${key.slice(key.lastIndexOf(":") + 1)}`)
      : failed(
          `s3://${artifactsBucket}/${bundleKey} is encrypted with ${found.ServerSideEncryption ?? "nothing"}`,
          "deploy the stack again: the bucket's default encryption is another one",
        );
  },
});

const isDenied = (error: unknown): boolean =>
  error instanceof Error && /^(AccessDenied|Forbidden|403)$/.test(error.name);

/** Raw holds personal values in plain: its bucket refuses everybody but the stack's own roles. */
export const rawCheck = ({ rawBucket }: Deployment): Check => ({
  code: "RAW_CLOSED",
  title: "Raw objects are closed to the caller",
  look: async () => {
    const { Arn: arn = "" } = await new STSClient().send(new GetCallerIdentityCommand({}));
    if (arn.endsWith(":root")) return skipped("the account's root user is held to nothing; ask as a role");
    const client = new S3Client();
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
