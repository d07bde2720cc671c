import { aws } from "../support/policy.ts";

export const passes = [aws("cloudwatch/metricAlarm", { name: "late", alarmDescription: "Look at the night's report" })];

export const fails = [aws("cloudwatch/metricAlarm", { name: "late" })];
