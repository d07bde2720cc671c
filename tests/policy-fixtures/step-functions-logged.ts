import { aws } from "../support/policy.ts";

const logged = (level: string) =>
  aws("sfn/stateMachine", {
    loggingConfiguration: {
      level,
      includeExecutionData: true,
      logDestination: "arn:aws:logs:us-east-1:123456789012:log-group:nightly:*",
    },
  });

export const passes = [logged("ALL")];

export const fails = [logged("ERROR")];
