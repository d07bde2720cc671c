import { aws } from "../support/policy.ts";

const encrypted = (bucketKeyEnabled: boolean) =>
  aws("s3/bucketServerSideEncryptionConfiguration", {
    bucket: "raw",
    rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" }, bucketKeyEnabled }],
  });

export const passes = [encrypted(true)];

export const fails = [encrypted(false)];
