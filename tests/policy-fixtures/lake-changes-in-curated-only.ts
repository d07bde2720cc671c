import { aws, roleArn } from "../support/policy.ts";

const changes = (zone: string) =>
  aws("lakeformation/permissions", {
    principal: roleArn("data-engineer"),
    permissions: ["ALTER", "DROP"],
    lfTagPolicy: { resourceType: "TABLE", expressions: [{ key: "zone", values: [zone] }] },
  });

export const passes = [changes("curated")];

export const fails = [changes("processed")];
