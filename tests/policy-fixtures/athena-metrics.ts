import { aws } from "../support/policy.ts";

export const passes = [aws("athena/workgroup", { configuration: { publishCloudwatchMetricsEnabled: true } })];

export const fails = [aws("athena/workgroup", { configuration: { publishCloudwatchMetricsEnabled: false } })];
