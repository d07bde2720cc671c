import { aws, keyArn } from "../support/policy.ts";

export const passes = [
  aws("dynamodb/table", { name: "ledger", serverSideEncryption: { enabled: true, kmsKeyArn: keyArn } }),
];

export const fails = [aws("dynamodb/table", { name: "ledger", serverSideEncryption: { enabled: true } })];
