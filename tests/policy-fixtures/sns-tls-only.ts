import { aws, deny } from "../support/policy.ts";

const publishing = deny({
  Principal: "*",
  Action: "sns:Publish",
  Resource: "*",
  Condition: { Bool: { "aws:SecureTransport": "false" } },
});

export const passes = [
  aws("sns/topic", { name: "reports" }),
  aws("sns/topicPolicy", { arn: "arn:aws:sns:us-east-1:123456789012:reports", policy: publishing }),
];

export const fails = [aws("sns/topic", { name: "reports" })];
