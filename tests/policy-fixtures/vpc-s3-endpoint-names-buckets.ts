import { allow, aws } from "../support/policy.ts";

export const passes = [
  aws("ec2/vpcEndpoint", {
    serviceName: "com.amazonaws.us-east-1.s3",
    policy: allow({ Principal: "*", Action: "s3:*", Resource: "arn:aws:s3:::raw/*" }),
  }),
];

export const fails = [
  aws("ec2/vpcEndpoint", {
    serviceName: "com.amazonaws.us-east-1.s3",
    policy: allow({ Principal: "*", Action: "s3:*", Resource: "*" }),
  }),
];
