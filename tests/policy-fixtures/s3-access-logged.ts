import { aws } from "../support/policy.ts";

export const passes = [
  aws("s3/bucket", { bucket: "raw" }),
  aws("s3/bucketLogging", { bucket: "raw", targetBucket: "access-logs", targetPrefix: "raw/" }),
];

export const fails = [
  aws("s3/bucket", { bucket: "raw" }),
  aws("s3/bucketLogging", { bucket: "curated", targetBucket: "access-logs", targetPrefix: "curated/" }),
];
