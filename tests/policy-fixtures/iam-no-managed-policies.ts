import { aws } from "../support/policy.ts";

export const passes = [
  aws("iam/rolePolicyAttachment", { role: "analyst", policyArn: "arn:aws:iam::123456789012:policy/query" }),
];

export const fails = [
  aws("iam/rolePolicyAttachment", { role: "analyst", policyArn: "arn:aws:iam::aws:policy/AmazonAthenaFullAccess" }),
];
