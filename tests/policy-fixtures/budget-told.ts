import { aws } from "../support/policy.ts";

export const passes = [
  aws("budgets/budget", {
    notifications: [
      { notificationType: "ACTUAL", subscriberSnsTopicArns: ["arn:aws:sns:us-east-1:123456789012:alarms"] },
    ],
  }),
];

export const fails = [aws("budgets/budget", { notifications: [{ notificationType: "ACTUAL" }] })];
