import { aws, roleArn } from "../support/policy.ts";

const reads = (zones: string[]) =>
  aws("lakeformation/permissions", {
    principal: roleArn("data-engineer"),
    permissions: ["SELECT"],
    lfTagPolicy: { resourceType: "TABLE", expressions: [{ key: "zone", values: zones }] },
  });

export const passes = [reads(["processed", "curated"])];

export const fails = [reads(["raw", "processed"])];
