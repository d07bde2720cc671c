import { allow, aws, queueArn, queueUrl, roleArn } from "../support/policy.ts";

export const passes = [
  aws("sqs/queuePolicy", {
    queueUrl: queueUrl("pages"),
    policy: allow({ Principal: { AWS: roleArn("plan") }, Action: ["sqs:SendMessage"], Resource: queueArn("pages") }),
  }),
];

export const fails = [
  aws("sqs/queuePolicy", {
    queueUrl: queueUrl("pages"),
    policy: allow({ Principal: { AWS: roleArn("plan") }, Action: ["SQS:*"], Resource: queueArn("pages") }),
  }),
];
