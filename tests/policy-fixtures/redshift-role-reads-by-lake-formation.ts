import { allow, aws, roleArn } from "../support/policy.ts";

export const passes = [
  aws("redshiftserverless/namespace", { iamRoles: [roleArn("redshift")] }),
  aws("iam/rolePolicy", { role: "redshift", policy: allow({ Action: ["glue:GetTable"], Resource: ["*"] }) }),
];

export const fails = [
  aws("redshiftserverless/namespace", { iamRoles: [roleArn("redshift")] }),
  aws("iam/rolePolicy", { role: "redshift", policy: allow({ Action: ["s3:GetObject"], Resource: ["*"] }) }),
];
