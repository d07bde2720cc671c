import { allow, aws, keyArn } from "../support/policy.ts";

export const passes = [aws("iam/rolePolicy", { policy: allow({ Action: "kms:CreateGrant", Resource: keyArn }) })];

export const fails = [aws("iam/rolePolicy", { policy: allow({ Action: "kms:CreateGrant", Resource: "*" }) })];
