import { aws } from "../support/policy.ts";

const workgroup = aws("athena/workgroup", {
  configuration: { resultConfiguration: { outputLocation: "s3://results/athena/" } },
});

export const passes = [
  workgroup,
  aws("s3/bucketLifecycleConfiguration", {
    bucket: "results",
    rules: [{ status: "Enabled", expiration: { days: 30 } }],
  }),
];

export const fails = [
  workgroup,
  aws("s3/bucketLifecycleConfiguration", { bucket: "raw", rules: [{ status: "Enabled", expiration: { days: 30 } }] }),
];
