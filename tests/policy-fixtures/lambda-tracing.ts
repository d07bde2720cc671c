import { aws } from "../support/policy.ts";

export const passes = [aws("lambda/function", { name: "plan", tracingConfig: { mode: "Active" } })];

export const fails = [aws("lambda/function", { name: "plan", tracingConfig: { mode: "PassThrough" } })];
