import { aws } from "../support/policy.ts";

const all = { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true };

export const passes = [
  aws("s3/bucket", { bucket: "raw" }),
  aws("s3/bucketPublicAccessBlock", { bucket: "raw", ...all }),
];

export const fails = [
  aws("s3/bucket", { bucket: "raw" }),
  aws("s3/bucketPublicAccessBlock", { bucket: "raw", ...all, restrictPublicBuckets: false }),
];
