import { aws } from "../support/policy.ts";

export const passes = [aws("dynamodb/table", { name: "ledger", pointInTimeRecovery: { enabled: true } })];

export const fails = [aws("dynamodb/table", { name: "ledger" })];
