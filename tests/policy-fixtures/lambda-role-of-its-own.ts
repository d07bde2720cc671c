import { aws, roleArn } from "../support/policy.ts";

export const passes = [
  aws("lambda/function", { name: "plan", role: roleArn("plan") }, "plan"),
  aws("lambda/function", { name: "extract", role: roleArn("extract") }, "extract"),
];

export const fails = [
  aws("lambda/function", { name: "plan", role: roleArn("plan") }, "plan"),
  aws("lambda/function", { name: "extract", role: roleArn("plan") }, "extract"),
];
