import { aws, roleArn } from "../support/policy.ts";

const reads = (...more: object[]) =>
  aws("lakeformation/permissions", {
    principal: roleArn("analyst"),
    permissions: ["SELECT"],
    lfTagPolicy: {
      resourceType: "TABLE",
      expressions: [{ key: "zone", values: ["curated"] }, { key: "domain", values: ["flights"] }, ...more],
    },
  });

export const passes = [reads({ key: "sensitivity", values: ["public"] })];

export const fails = [reads()];
