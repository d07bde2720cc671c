import { aws } from "../support/policy.ts";

export const passes = [aws("iam/role", { name: "analyst" })];

export const fails = [aws("iam/user", { name: "analyst" })];
