import { aws } from "../support/policy.ts";

export const passes = [aws("cloudwatch/logGroup", { name: "nightly", retentionInDays: 30 })];

export const fails = [aws("cloudwatch/logGroup", { name: "nightly" })];
