import { aws } from "../support/policy.ts";

export const passes = [aws("redshiftserverless/workgroup", { maxCapacity: 8 })];

export const fails = [aws("redshiftserverless/workgroup", { baseCapacity: 8 })];
