import { aws, vpc } from "../support/policy.ts";

export const passes = [vpc, aws("glue/job", { name: "process", connections: ["lakehouse-dev-network-1"] })];

export const fails = [vpc, aws("glue/job", { name: "process" })];
