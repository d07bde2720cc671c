import { aws } from "../support/policy.ts";

export const passes = [aws("lakeformation/resource", { arn: "arn:aws:s3:::raw", hybridAccessEnabled: false })];

export const fails = [aws("lakeformation/resource", { arn: "arn:aws:s3:::raw", hybridAccessEnabled: true })];
