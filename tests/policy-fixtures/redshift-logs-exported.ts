import { aws } from "../support/policy.ts";

export const passes = [
  aws("redshiftserverless/namespace", { logExports: ["connectionlog", "userlog", "useractivitylog"] }),
];

export const fails = [aws("redshiftserverless/namespace", { logExports: ["connectionlog"] })];
