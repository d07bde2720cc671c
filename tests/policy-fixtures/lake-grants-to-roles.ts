import { aws, roleArn } from "../support/policy.ts";

export const passes = [aws("lakeformation/permissions", { principal: roleArn("analyst"), permissions: ["SELECT"] })];

export const fails = [
  aws("lakeformation/permissions", { principal: "123456789012:IAMPrincipals", permissions: ["SELECT"] }),
];
