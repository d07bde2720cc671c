import { aws, roleArn } from "../support/policy.ts";

export const passes = [
  aws("lakeformation/resource", {
    arn: "arn:aws:s3:::raw",
    roleArn: roleArn("lakeformation"),
    useServiceLinkedRole: false,
  }),
];

export const fails = [aws("lakeformation/resource", { arn: "arn:aws:s3:::raw", useServiceLinkedRole: true })];
