import { aws, keyArn } from "../support/policy.ts";

export const passes = [aws("redshiftserverless/namespace", { kmsKeyId: keyArn })];

export const fails = [aws("redshiftserverless/namespace", {})];
