import { aws } from "../support/policy.ts";

export const passes = [
  aws("redshiftserverless/workgroup", {
    configParameters: [{ parameterKey: "max_query_execution_time", parameterValue: "3600" }],
  }),
];

export const fails = [
  aws("redshiftserverless/workgroup", {
    configParameters: [{ parameterKey: "max_query_execution_time", parameterValue: "0" }],
  }),
];
