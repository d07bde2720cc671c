import { aws, tlsOnly } from "../support/policy.ts";

export const passes = [
  aws("s3/bucket", { bucket: "raw" }),
  aws("s3/bucketPolicy", { bucket: "raw", policy: tlsOnly("s3") }),
];

export const fails = [
  aws("s3/bucket", { bucket: "raw" }),
  aws("s3/bucketPolicy", { bucket: "curated", policy: tlsOnly("s3") }),
];
