import { allow, aws } from "../support/policy.ts";

export const passes = [
  aws("kms/key", {
    policy: allow({ Principal: { AWS: "arn:aws:iam::123456789012:root" }, Action: "kms:*", Resource: "*" }),
  }),
];

export const fails = [aws("kms/key", { enableKeyRotation: true })];
