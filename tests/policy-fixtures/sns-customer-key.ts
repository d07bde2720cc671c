import { aws, keyArn } from "../support/policy.ts";

export const passes = [aws("sns/topic", { name: "reports", kmsMasterKeyId: keyArn })];

export const fails = [aws("sns/topic", { name: "reports", kmsMasterKeyId: "alias/aws/sns" })];
