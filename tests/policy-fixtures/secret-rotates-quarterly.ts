import { aws } from "../support/policy.ts";

export const passes = [
  aws("secretsmanager/secretRotation", { secretId: "token", rotationRules: { automaticallyAfterDays: 90 } }),
];

export const fails = [
  aws("secretsmanager/secretRotation", { secretId: "token", rotationRules: { automaticallyAfterDays: 91 } }),
];
