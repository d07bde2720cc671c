import { aws } from "../support/policy.ts";

const versioned = [
  aws("s3/bucket", { bucket: "raw" }),
  aws("s3/bucketVersioning", { bucket: "raw", versioningConfiguration: { status: "Enabled" } }),
];

export const passes = [
  ...versioned,
  aws("s3/bucketLifecycleConfiguration", {
    bucket: "raw",
    rules: [{ status: "Enabled", noncurrentVersionExpiration: { noncurrentDays: 30 } }],
  }),
];

export const fails = [
  ...versioned,
  aws("s3/bucketLifecycleConfiguration", { bucket: "raw", rules: [{ status: "Enabled", expiration: { days: 30 } }] }),
];
