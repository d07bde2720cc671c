import { aws } from "../support/policy.ts";

export const passes = [aws("redshiftserverless/namespace", { adminUsername: "lakehouse_admin", dbName: "lakehouse" })];

export const fails = [aws("redshiftserverless/namespace", { adminUsername: "admin", dbName: "lakehouse" })];
