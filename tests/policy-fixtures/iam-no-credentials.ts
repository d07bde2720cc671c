import { allow, aws, roleArn } from "../support/policy.ts";

export const passes = [
  aws("iam/rolePolicy", { policy: allow({ Action: "sts:AssumeRole", Resource: roleArn("analyst") }) }),
];

export const fails = [aws("iam/rolePolicy", { policy: allow({ Action: "sts:AssumeRole", Resource: "*" }) })];
