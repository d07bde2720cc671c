import { aws } from "../support/policy.ts";

export const passes = [aws("redshiftserverless/workgroup", { publiclyAccessible: false })];

export const fails = [
  aws("redshiftserverless/workgroup", { publiclyAccessible: true }),
  aws("redshiftserverless/workgroup", {}),
];
