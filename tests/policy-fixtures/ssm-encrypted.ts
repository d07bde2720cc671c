import { aws } from "../support/policy.ts";

export const passes = [aws("ssm/parameter", { name: "/lakehouse/dev/place", type: "SecureString" })];

export const fails = [aws("ssm/parameter", { name: "/lakehouse/dev/place", type: "String" })];
