import { aws, queueArn } from "../support/policy.ts";

const pages = aws("sqs/queue", {
  name: "pages",
  messageRetentionSeconds: 345_600,
  redrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn("pages-dead"), maxReceiveCount: 5 }),
});

export const passes = [pages, aws("sqs/queue", { name: "pages-dead", messageRetentionSeconds: 1_209_600 }, "dead")];

export const fails = [pages, aws("sqs/queue", { name: "pages-dead", messageRetentionSeconds: 345_600 }, "dead")];
