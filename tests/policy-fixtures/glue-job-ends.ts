import { aws } from "../support/policy.ts";

export const passes = [aws("glue/job", { name: "process", timeout: 120 })];

export const fails = [aws("glue/job", { name: "process" })];
