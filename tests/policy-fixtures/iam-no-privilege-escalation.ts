import { allow, aws, roleArn } from "../support/policy.ts";

export const passes = [
  aws("iam/rolePolicy", { policy: allow({ Action: "iam:PassRole", Resource: roleArn("crawl") }) }),
];

export const fails = [aws("iam/rolePolicy", { policy: allow({ Action: "iam:PassRole", Resource: "*" }) })];
