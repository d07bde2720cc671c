import { aws } from "../support/policy.ts";

export const passes = [aws("glue/job", { name: "process", glueVersion: "5.1" })];

export const fails = [aws("glue/job", { name: "process", glueVersion: "2.0" })];
