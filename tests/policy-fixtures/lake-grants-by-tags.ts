import { aws } from "../support/policy.ts";

export const passes = [
  aws("lakeformation/permissions", {
    lfTagPolicy: { resourceType: "TABLE", expressions: [{ key: "zone", values: ["curated"] }] },
  }),
  aws("lakeformation/permissions", { database: { name: "default" }, permissions: ["DESCRIBE"] }),
];

export const fails = [
  aws("lakeformation/permissions", { table: { databaseName: "flights_curated", name: "busiest_routes" } }),
  aws("lakeformation/permissions", { database: { name: "default" }, permissions: ["DESCRIBE", "CREATE_TABLE"] }),
  aws("lakeformation/permissions", { database: { name: "flights_curated" }, permissions: ["DESCRIBE"] }),
];
