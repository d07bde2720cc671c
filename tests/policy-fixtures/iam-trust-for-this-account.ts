import { account, allow, aws } from "../support/policy.ts";

export const passes = [
  aws("iam/role", {
    assumeRolePolicy: allow({
      Principal: { Service: "glue.amazonaws.com" },
      Action: "sts:AssumeRole",
      Condition: { StringEquals: { "aws:SourceAccount": account } },
    }),
  }),
  aws("iam/role", {
    assumeRolePolicy: allow({
      Principal: { Service: ["redshift.amazonaws.com", "redshift-serverless.amazonaws.com"] },
      Action: "sts:AssumeRole",
      Condition: {
        StringLike: { "sts:ExternalId": `arn:aws:redshift:us-east-1:${account}:dbuser:serverless-${account}-*/*` },
      },
    }),
  }),
];

export const fails = [
  aws("iam/role", {
    assumeRolePolicy: allow({ Principal: { Service: "glue.amazonaws.com" }, Action: "sts:AssumeRole" }),
  }),
  aws("iam/role", {
    assumeRolePolicy: allow({
      Principal: { Service: "glue.amazonaws.com" },
      Action: "sts:AssumeRole",
      Condition: { StringEquals: { "sts:ExternalId": "known to many" } },
    }),
  }),
];
