import { account, aws } from "../support/policy.ts";

export const passes = [
  aws("lambda/permission", { function: "plan", principal: "s3.amazonaws.com", sourceAccount: account }),
];

export const fails = [aws("lambda/permission", { function: "plan", principal: "s3.amazonaws.com" })];
