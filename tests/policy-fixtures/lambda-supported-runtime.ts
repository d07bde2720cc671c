import { aws } from "../support/policy.ts";

export const passes = [aws("lambda/function", { name: "plan", runtime: "nodejs22.x" })];

export const fails = [aws("lambda/function", { name: "plan", runtime: "nodejs16.x" })];
