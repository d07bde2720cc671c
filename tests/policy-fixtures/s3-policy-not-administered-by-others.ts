import { allow, aws, roleArn } from "../support/policy.ts";

export const passes = [
  aws("s3/bucketPolicy", {
    bucket: "raw",
    policy: allow({ Principal: { AWS: roleArn("extract") }, Action: "s3:PutObject", Resource: "arn:aws:s3:::raw/*" }),
  }),
];

export const fails = [
  aws("s3/bucketPolicy", {
    bucket: "raw",
    policy: allow({ Principal: { AWS: roleArn("extract") }, Action: "s3:Put*", Resource: "arn:aws:s3:::raw/*" }),
  }),
];
