import { account, allow, aws } from "../support/policy.ts";

export const passes = [
  aws("iam/role", {
    assumeRolePolicy: allow({
      Principal: { Service: "glue.amazonaws.com" },
      Action: "sts:AssumeRole",
      Condition: { StringEquals: { "aws:SourceAccount": account } },
    }),
  }),
];

export const fails = [
  aws("iam/role", {
    assumeRolePolicy: allow({ Principal: { Service: "glue.amazonaws.com" }, Action: "sts:AssumeRole" }),
  }),
];
