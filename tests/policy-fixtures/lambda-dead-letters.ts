import { aws, queueArn } from "../support/policy.ts";

const started = aws(
  "scheduler/schedule",
  { target: { arn: "arn:aws:lambda:us-east-1:123456789012:function:start" } },
  "nightly",
);

export const passes = [
  started,
  aws("lambda/function", { name: "start", deadLetterConfig: { targetArn: queueArn("starts-dead") } }),
];

export const fails = [started, aws("lambda/function", { name: "start" })];
