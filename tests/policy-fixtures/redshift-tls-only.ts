import { aws } from "../support/policy.ts";

export const passes = [
  aws("redshiftserverless/workgroup", { configParameters: [{ parameterKey: "require_ssl", parameterValue: "true" }] }),
];

export const fails = [
  aws("redshiftserverless/workgroup", { configParameters: [{ parameterKey: "require_ssl", parameterValue: "false" }] }),
];
