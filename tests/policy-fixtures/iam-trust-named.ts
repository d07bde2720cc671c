import { allow, aws } from "../support/policy.ts";

export const passes = [
  aws("iam/role", {
    assumeRolePolicy: allow({ Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }),
  }),
];

export const fails = [
  aws("iam/role", { assumeRolePolicy: allow({ Principal: { AWS: "*" }, Action: "sts:AssumeRole" }) }),
];
