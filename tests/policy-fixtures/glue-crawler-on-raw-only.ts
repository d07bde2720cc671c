import { aws } from "../support/policy.ts";

export const passes = [aws("glue/crawler", { name: "flights", databaseName: "flights_raw" })];

export const fails = [aws("glue/crawler", { name: "flights", databaseName: "flights_processed" })];
