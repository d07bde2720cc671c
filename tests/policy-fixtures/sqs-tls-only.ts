import { aws, queueUrl, tlsOnly } from "../support/policy.ts";

export const passes = [
  aws("sqs/queue", { name: "pages" }),
  aws("sqs/queuePolicy", { queueUrl: queueUrl("pages"), policy: tlsOnly("sqs") }),
];

export const fails = [
  aws("sqs/queue", { name: "pages" }),
  aws("sqs/queuePolicy", { queueUrl: queueUrl("other-pages"), policy: tlsOnly("sqs") }),
];
