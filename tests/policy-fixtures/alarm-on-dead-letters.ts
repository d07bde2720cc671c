import { aws } from "../support/policy.ts";

const dead = aws("sqs/queue", { name: "pages-dead" });

export const passes = [dead, aws("cloudwatch/metricAlarm", { dimensions: { QueueName: "pages-dead" } }, "watches")];

export const fails = [dead, aws("cloudwatch/metricAlarm", { dimensions: { QueueName: "pages" } }, "watches")];
