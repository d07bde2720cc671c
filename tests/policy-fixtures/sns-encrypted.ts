import { aws } from "../support/policy.ts";

export const passes = [aws("sns/topic", { name: "reports", kmsMasterKeyId: "alias/aws/sns" })];

export const fails = [aws("sns/topic", { name: "reports" })];
