import { aws } from "../support/policy.ts";

export const passes = [aws("lambda/functionUrl", { functionName: "plan", authorizationType: "AWS_IAM" })];

export const fails = [aws("lambda/functionUrl", { functionName: "plan", authorizationType: "NONE" })];
