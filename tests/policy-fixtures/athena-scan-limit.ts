import { aws } from "../support/policy.ts";

export const passes = [aws("athena/workgroup", { configuration: { bytesScannedCutoffPerQuery: 10_485_760 } })];

export const fails = [aws("athena/workgroup", { configuration: {} })];
