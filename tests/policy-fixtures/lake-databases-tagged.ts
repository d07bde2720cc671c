import { aws } from "../support/policy.ts";

const database = aws("glue/catalogDatabase", { name: "flights_raw" });
const tags = (...keys: string[]) =>
  aws("lakeformation/resourceLfTags", {
    database: { name: "flights_raw" },
    lfTags: keys.map((key) => ({ key, value: "raw" })),
  });

export const passes = [database, tags("zone", "domain", "sensitivity")];

export const fails = [database, tags("zone", "domain")];
