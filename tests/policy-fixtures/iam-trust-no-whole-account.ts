import { allow, aws, roleArn } from "../support/policy.ts";

export const passes = [
  aws("iam/role", { assumeRolePolicy: allow({ Principal: { AWS: roleArn("deployer") }, Action: "sts:AssumeRole" }) }),
];

export const fails = [
  aws("iam/role", {
    assumeRolePolicy: allow({ Principal: { AWS: "arn:aws:iam::123456789012:root" }, Action: "sts:AssumeRole" }),
  }),
];
