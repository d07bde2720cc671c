import { aws } from "../support/policy.ts";

export const passes = [aws("cloudwatch/metricAlarm", { name: "late", actionsEnabled: true })];

export const fails = [aws("cloudwatch/metricAlarm", { name: "late", actionsEnabled: false })];
