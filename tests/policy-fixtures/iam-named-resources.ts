import { allow, aws } from "../support/policy.ts";

export const passes = [aws("iam/rolePolicy", { policy: allow({ Action: "cloudwatch:PutMetricData", Resource: "*" }) })];

export const fails = [aws("iam/rolePolicy", { policy: allow({ Action: "sqs:SendMessage", Resource: "*" }) })];
