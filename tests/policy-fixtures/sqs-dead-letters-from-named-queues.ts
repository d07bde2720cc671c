import { aws, queueArn, queueUrl } from "../support/policy.ts";

const queues = [
  aws("sqs/queue", {
    name: "pages",
    redrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn("pages-dead"), maxReceiveCount: 5 }),
  }),
  aws("sqs/queue", { name: "pages-dead" }, "dead"),
];

export const passes = [
  ...queues,
  aws("sqs/redriveAllowPolicy", {
    queueUrl: queueUrl("pages-dead"),
    redriveAllowPolicy: JSON.stringify({ redrivePermission: "byQueue", sourceQueueArns: [queueArn("pages")] }),
  }),
];

export const fails = [
  ...queues,
  aws("sqs/redriveAllowPolicy", {
    queueUrl: queueUrl("pages-dead"),
    redriveAllowPolicy: JSON.stringify({ redrivePermission: "allowAll" }),
  }),
];
