import { aws, roleArn } from "../support/policy.ts";

export const passes = [aws("lambda/invocation", { functionName: "govern", input: "{}" })];

export const fails = [aws("lakeformation/dataLakeSettings", { admins: [roleArn("deployer")] })];
