import { aws } from "../support/policy.ts";

export const passes = [aws("cloudwatch/metricAlarm", { name: "late", treatMissingData: "notBreaching" })];

export const fails = [aws("cloudwatch/metricAlarm", { name: "late" })];
