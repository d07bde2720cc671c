import { aws } from "../support/policy.ts";

export const passes = [aws("glue/crawler", { name: "flights", securityConfiguration: "lakehouse-dev" })];

export const fails = [aws("glue/crawler", { name: "flights" })];
