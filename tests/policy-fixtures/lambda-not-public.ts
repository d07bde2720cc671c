import { aws } from "../support/policy.ts";

export const passes = [
  aws("lambda/permission", {
    function: "plan",
    action: "lambda:InvokeFunction",
    principal: "secretsmanager.amazonaws.com",
  }),
];

export const fails = [aws("lambda/permission", { function: "plan", action: "lambda:InvokeFunction", principal: "*" })];
