import { aws } from "../support/policy.ts";

export const passes = [
  aws("lakeformation/permissions", {
    lfTagPolicy: { resourceType: "TABLE", expressions: [{ key: "zone", values: ["curated"] }] },
  }),
];

export const fails = [
  aws("lakeformation/permissions", { table: { databaseName: "flights_curated", name: "busiest_routes" } }),
];
