import { aws } from "../support/policy.ts";

export const passes = [
  aws("glue/catalogDatabase", { name: "flights_raw", locationUri: "s3://raw/flights/" }),
  aws("lakeformation/resource", { arn: "arn:aws:s3:::raw" }),
];

export const fails = [
  aws("glue/catalogDatabase", { name: "flights_raw", locationUri: "s3://raw/flights/" }),
  aws("lakeformation/resource", { arn: "arn:aws:s3:::curated" }),
];
