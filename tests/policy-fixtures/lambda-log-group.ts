import { aws } from "../support/policy.ts";

export const passes = [
  aws("lambda/function", { name: "plan" }),
  aws("cloudwatch/logGroup", { name: "/aws/lambda/plan" }),
];

export const fails = [
  aws("lambda/function", { name: "plan" }),
  aws("cloudwatch/logGroup", { name: "/aws/lambda/planner" }),
];
