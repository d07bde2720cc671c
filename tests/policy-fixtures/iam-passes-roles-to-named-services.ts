import { allow, aws, roleArn } from "../support/policy.ts";

export const passes = [
  aws("iam/rolePolicy", {
    policy: allow({
      Action: "iam:PassRole",
      Resource: roleArn("crawl"),
      Condition: { StringEquals: { "iam:PassedToService": "glue.amazonaws.com" } },
    }),
  }),
];

export const fails = [aws("iam/rolePolicy", { policy: allow({ Action: "iam:PassRole", Resource: roleArn("crawl") }) })];
