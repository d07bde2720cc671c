import { allow, aws } from "../support/policy.ts";

const registered = aws("lakeformation/resource", { arn: "arn:aws:s3:::raw" });

export const passes = [
  registered,
  aws("iam/policy", { policy: allow({ Action: "s3:GetObject", Resource: "arn:aws:s3:::results/*" }) }),
];

export const fails = [
  registered,
  aws("iam/policy", { policy: allow({ Action: "s3:Get*", Resource: "arn:aws:s3:::raw/*" }) }),
];
