import { aws, roleArn } from "../support/policy.ts";

export const passes = [
  aws("lakeformation/permissions", { principal: roleArn("process"), permissions: ["ALL"] }),
  aws("iam/role", { name: "process" }, "process"),
];

export const fails = [
  aws("lakeformation/permissions", { principal: roleArn("analyst"), permissions: ["ALL"] }),
  aws("iam/role", { name: "process" }, "process"),
];
