import { allow, aws, roleArn } from "../support/policy.ts";

export const passes = [
  aws("secretsmanager/secretPolicy", {
    secretArn: "token",
    policy: allow({ Principal: { AWS: roleArn("extract") }, Action: "secretsmanager:GetSecretValue", Resource: "*" }),
  }),
];

export const fails = [
  aws("secretsmanager/secretPolicy", {
    secretArn: "token",
    policy: allow({ Principal: "*", Action: "secretsmanager:GetSecretValue", Resource: "*" }),
  }),
];
