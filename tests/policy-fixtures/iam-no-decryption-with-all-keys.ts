import { allow, aws, keyArn } from "../support/policy.ts";

export const passes = [aws("iam/rolePolicy", { policy: allow({ Action: "kms:Decrypt", Resource: keyArn }) })];

export const fails = [
  aws("iam/rolePolicy", {
    policy: allow({ Action: "kms:Decrypt", Resource: "arn:aws:kms:us-east-1:123456789012:key/*" }),
  }),
];
