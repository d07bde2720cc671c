import { aws } from "../support/policy.ts";

export const passes = [
  aws("secretsmanager/secret", { name: "token" }),
  aws("secretsmanager/secretRotation", {
    secretId: "arn:aws:secretsmanager:us-east-1:123456789012:secret:token-a1b2c3",
  }),
];

export const fails = [
  aws("secretsmanager/secret", { name: "token" }),
  aws("secretsmanager/secretRotation", {
    secretId: "arn:aws:secretsmanager:us-east-1:123456789012:secret:other-a1b2c3",
  }),
];
