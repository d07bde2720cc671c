import { aws } from "../support/policy.ts";

export const passes = [aws("sfn/stateMachine", { name: "nightly", tracingConfiguration: { enabled: true } })];

export const fails = [aws("sfn/stateMachine", { name: "nightly" })];
