import { aws } from "../support/policy.ts";

export const passes = [
  aws("s3/bucket", { bucket: "raw" }),
  aws("s3/bucketOwnershipControls", { bucket: "raw", rule: { objectOwnership: "BucketOwnerEnforced" } }),
];

export const fails = [
  aws("s3/bucket", { bucket: "raw" }),
  aws("s3/bucketOwnershipControls", { bucket: "raw", rule: { objectOwnership: "ObjectWriter" } }),
];
