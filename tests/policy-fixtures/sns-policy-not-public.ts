import { allow, aws } from "../support/policy.ts";

export const passes = [
  aws("sns/topicPolicy", {
    policy: allow({ Principal: { Service: "cloudwatch.amazonaws.com" }, Action: "sns:Publish", Resource: "*" }),
  }),
];

export const fails = [
  aws("sns/topicPolicy", { policy: allow({ Principal: { AWS: "*" }, Action: "sns:Publish", Resource: "*" }) }),
];
