import { aws } from "../support/policy.ts";

export const passes = [
  aws("redshiftserverless/workgroup", {}),
  aws("redshiftserverless/usageLimit", { usageType: "serverless-compute", amount: 8, breachAction: "deactivate" }),
];

export const fails = [
  aws("redshiftserverless/workgroup", {}),
  aws("redshiftserverless/usageLimit", { usageType: "serverless-compute", amount: 8, breachAction: "log" }),
];
