import { allow, aws } from "../support/policy.ts";

export const passes = [
  aws("iam/rolePolicy", {
    policy: allow({
      Action: "secretsmanager:GetSecretValue",
      Resource: "arn:aws:secretsmanager:us-east-1:123456789012:secret:mask-key-*",
    }),
  }),
];

export const fails = [
  aws("iam/rolePolicy", { policy: allow({ Action: "secretsmanager:GetSecretValue", Resource: "*" }) }),
];
