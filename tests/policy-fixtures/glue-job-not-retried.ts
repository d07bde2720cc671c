import { aws } from "../support/policy.ts";

export const passes = [aws("glue/job", { name: "process", maxRetries: 0 })];

export const fails = [aws("glue/job", { name: "process", maxRetries: 1 })];
