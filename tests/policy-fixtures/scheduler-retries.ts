import { aws } from "../support/policy.ts";

export const passes = [
  aws("scheduler/schedule", {
    target: { retryPolicy: { maximumRetryAttempts: 60, maximumEventAgeInSeconds: 21_600 } },
  }),
];

export const fails = [
  aws("scheduler/schedule", { target: { retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 21_600 } } }),
];
