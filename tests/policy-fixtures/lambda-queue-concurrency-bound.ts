import { aws, queueArn } from "../support/policy.ts";

export const passes = [
  aws("lambda/eventSourceMapping", {
    eventSourceArn: queueArn("pages"),
    functionName: "extract",
    scalingConfig: { maximumConcurrency: 4 },
  }),
];

export const fails = [aws("lambda/eventSourceMapping", { eventSourceArn: queueArn("pages"), functionName: "extract" })];
