import { aws, keyArn } from "../support/policy.ts";

export const passes = [aws("cloudwatch/logGroup", { name: "nightly", kmsKeyId: keyArn })];

export const fails = [aws("cloudwatch/logGroup", { name: "nightly" })];
