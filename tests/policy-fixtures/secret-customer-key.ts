import { aws, keyArn } from "../support/policy.ts";

export const passes = [aws("secretsmanager/secret", { name: "token", kmsKeyId: keyArn })];

export const fails = [aws("secretsmanager/secret", { name: "token" })];
