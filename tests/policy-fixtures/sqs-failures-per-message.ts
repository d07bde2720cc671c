import { aws, queueArn } from "../support/policy.ts";

export const passes = [
  aws("lambda/eventSourceMapping", {
    eventSourceArn: queueArn("pages"),
    functionName: "extract",
    functionResponseTypes: ["ReportBatchItemFailures"],
  }),
];

export const fails = [aws("lambda/eventSourceMapping", { eventSourceArn: queueArn("pages"), functionName: "extract" })];
