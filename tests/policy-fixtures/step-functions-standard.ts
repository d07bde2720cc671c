import { aws } from "../support/policy.ts";

export const passes = [aws("sfn/stateMachine", { name: "nightly", type: "STANDARD" })];

export const fails = [aws("sfn/stateMachine", { name: "nightly", type: "EXPRESS" })];
