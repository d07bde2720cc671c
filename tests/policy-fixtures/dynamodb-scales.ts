import { aws } from "../support/policy.ts";

export const passes = [aws("dynamodb/table", { name: "ledger", billingMode: "PAY_PER_REQUEST" })];

export const fails = [
  aws("dynamodb/table", { name: "ledger", billingMode: "PROVISIONED", readCapacity: 5, writeCapacity: 5 }),
];
