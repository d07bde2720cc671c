import { aws } from "../support/policy.ts";

export const passes = [aws("lakeformation/lfTag", { key: "zone", values: ["raw", "processed", "curated"] })];

export const fails = [aws("lakeformation/lfTag", { key: "zone", values: [] })];
