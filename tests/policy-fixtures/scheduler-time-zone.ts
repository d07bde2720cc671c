import { aws } from "../support/policy.ts";

export const passes = [
  aws("scheduler/schedule", {
    scheduleExpression: "cron(30 4 * * ? *)",
    scheduleExpressionTimezone: "America/New_York",
  }),
];

export const fails = [aws("scheduler/schedule", { scheduleExpression: "cron(30 4 * * ? *)" })];
