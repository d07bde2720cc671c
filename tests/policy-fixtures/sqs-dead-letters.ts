import { aws, queueArn } from "../support/policy.ts";

export const passes = [
  aws("sqs/queue", {
    name: "pages",
    redrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn("pages-dead"), maxReceiveCount: 5 }),
  }),
  aws("sqs/queue", { name: "pages-dead" }, "dead"),
];

export const fails = [aws("sqs/queue", { name: "pages" })];
