import { aws } from "../support/policy.ts";

export const passes = [
  aws("s3/bucket", { bucket: "raw" }),
  aws("s3/bucketVersioning", { bucket: "raw", versioningConfiguration: { status: "Enabled" } }),
];

export const fails = [
  aws("s3/bucket", { bucket: "raw" }),
  aws("s3/bucketVersioning", { bucket: "raw", versioningConfiguration: { status: "Suspended" } }),
];
