import { aws } from "../support/policy.ts";

const machine = aws("sfn/stateMachine", { name: "nightly" });
const watches = (name: string) =>
  aws(
    "cloudwatch/metricAlarm",
    { dimensions: { StateMachineArn: `arn:aws:states:us-east-1:123456789012:stateMachine:${name}` } },
    "watches",
  );

export const passes = [machine, watches("nightly")];

export const fails = [machine, watches("other")];
