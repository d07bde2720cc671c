import { aws } from "../support/policy.ts";

export const passes = [
  aws("s3/bucket", { bucket: "raw" }, "raw"),
  aws("glue/catalogDatabase", { name: "flights_raw", locationUri: "s3://raw/flights/" }),
];

export const fails = [
  aws("s3/bucket", { bucket: "raw" }, "raw"),
  aws("glue/catalogDatabase", { name: "flights_raw", locationUri: "s3://elsewhere/flights/" }),
];
