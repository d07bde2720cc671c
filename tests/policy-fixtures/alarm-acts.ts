import { aws } from "../support/policy.ts";

export const passes = [
  aws("cloudwatch/metricAlarm", { name: "late" }),
  aws("cloudwatch/compositeAlarm", {
    alarmRule: 'ALARM("late")',
    alarmActions: ["arn:aws:sns:us-east-1:123456789012:alarms"],
  }),
];

export const fails = [
  aws("cloudwatch/metricAlarm", { name: "late" }),
  aws("cloudwatch/compositeAlarm", {
    alarmRule: 'ALARM("later")',
    alarmActions: ["arn:aws:sns:us-east-1:123456789012:alarms"],
  }),
];
