import { aws } from "../support/policy.ts";

export const passes = [
  aws("s3/bucketLifecycleConfiguration", {
    bucket: "raw",
    rules: [{ status: "Enabled", abortIncompleteMultipartUpload: { daysAfterInitiation: 7 } }],
  }),
];

export const fails = [
  aws("s3/bucketLifecycleConfiguration", { bucket: "raw", rules: [{ status: "Enabled", expiration: { days: 30 } }] }),
];
