import { aws, queueArn } from "../support/policy.ts";

export const passes = [aws("scheduler/schedule", { target: { deadLetterConfig: { arn: queueArn("starts-dead") } } })];

export const fails = [aws("scheduler/schedule", { target: {} })];
