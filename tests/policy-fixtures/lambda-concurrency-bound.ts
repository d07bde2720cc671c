import { aws } from "../support/policy.ts";

export const passes = [aws("lambda/function", { name: "plan", reservedConcurrentExecutions: 2 })];

export const fails = [aws("lambda/function", { name: "plan", reservedConcurrentExecutions: -1 })];
