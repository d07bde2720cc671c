import { aws } from "../support/policy.ts";

export const passes = [
  aws("athena/workgroup", { configuration: { engineVersion: { selectedEngineVersion: "Athena engine version 3" } } }),
];

export const fails = [aws("athena/workgroup", { configuration: { engineVersion: { selectedEngineVersion: "AUTO" } } })];
