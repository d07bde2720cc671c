import { aws } from "../support/policy.ts";

export const passes = [
  aws("redshiftserverless/namespace", { namespaceName: "lake", logExports: ["userlog"] }),
  aws("cloudwatch/logGroup", { name: "/aws/redshift/lake/userlog" }),
];

export const fails = [
  aws("redshiftserverless/namespace", { namespaceName: "lake", logExports: ["userlog"] }),
  aws("cloudwatch/logGroup", { name: "/aws/redshift/other/userlog" }),
];
