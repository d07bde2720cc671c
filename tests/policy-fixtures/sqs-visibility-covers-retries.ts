import { aws, queueArn } from "../support/policy.ts";

const worker = [
  aws("lambda/function", { name: "extract", timeout: 120 }),
  aws("lambda/eventSourceMapping", { eventSourceArn: queueArn("pages"), functionName: "extract" }),
];

export const passes = [...worker, aws("sqs/queue", { name: "pages", visibilityTimeoutSeconds: 720 })];

export const fails = [...worker, aws("sqs/queue", { name: "pages", visibilityTimeoutSeconds: 719 })];
