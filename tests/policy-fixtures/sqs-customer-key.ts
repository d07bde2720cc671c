import { aws, keyArn } from "../support/policy.ts";

export const passes = [aws("sqs/queue", { name: "pages", kmsMasterKeyId: keyArn })];

export const fails = [aws("sqs/queue", { name: "pages", kmsMasterKeyId: "alias/aws/sqs" })];
