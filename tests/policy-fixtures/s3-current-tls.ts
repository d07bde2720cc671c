import { aws, deny, tlsOnly } from "../support/policy.ts";

export const passes = [
  aws("s3/bucket", { bucket: "raw" }),
  aws("s3/bucketPolicy", {
    bucket: "raw",
    policy: deny({
      Principal: "*",
      Action: "s3:*",
      Resource: "*",
      Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } },
    }),
  }),
];

export const fails = [
  aws("s3/bucket", { bucket: "raw" }),
  aws("s3/bucketPolicy", { bucket: "raw", policy: tlsOnly("s3") }),
];
