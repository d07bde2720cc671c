import { aws, keyArn } from "../support/policy.ts";

const encrypted = (byDefault: object) =>
  aws("s3/bucketServerSideEncryptionConfiguration", {
    bucket: "raw",
    rules: [{ applyServerSideEncryptionByDefault: byDefault }],
  });

export const passes = [
  aws("s3/bucket", { bucket: "raw" }),
  encrypted({ sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn }),
];

export const fails = [aws("s3/bucket", { bucket: "raw" }), encrypted({ sseAlgorithm: "AES256" })];
