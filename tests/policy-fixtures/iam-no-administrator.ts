import { allow, aws } from "../support/policy.ts";

export const passes = [
  aws("iam/rolePolicy", { policy: allow({ Action: "s3:GetObject", Resource: "arn:aws:s3:::raw/*" }) }),
];

export const fails = [aws("iam/rolePolicy", { policy: allow({ Action: "*", Resource: "*" }) })];
