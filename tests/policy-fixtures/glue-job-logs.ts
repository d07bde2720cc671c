import { aws } from "../support/policy.ts";

export const passes = [
  aws("glue/job", { name: "process", defaultArguments: { "--enable-continuous-cloudwatch-log": "true" } }),
];

export const fails = [aws("glue/job", { name: "process", defaultArguments: {} })];
