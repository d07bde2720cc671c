import { aws } from "../support/policy.ts";

export const passes = [aws("sqs/queue", { name: "pages", sqsManagedSseEnabled: true })];

export const fails = [aws("sqs/queue", { name: "pages", sqsManagedSseEnabled: false })];
