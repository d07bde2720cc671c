import { allow, aws, roleArn } from "../support/policy.ts";

export const passes = [
  aws("kms/key", { policy: allow({ Principal: { AWS: roleArn("extract") }, Action: "kms:Decrypt", Resource: "*" }) }),
];

export const fails = [
  aws("kms/key", { policy: allow({ Principal: { AWS: "*" }, Action: "kms:Decrypt", Resource: "*" }) }),
];
