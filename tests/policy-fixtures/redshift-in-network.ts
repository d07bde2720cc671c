import { aws, vpc } from "../support/policy.ts";

export const passes = [
  vpc,
  aws("redshiftserverless/workgroup", {
    enhancedVpcRouting: true,
    subnetIds: ["subnet-1", "subnet-2", "subnet-3"],
    securityGroupIds: ["sg-1"],
  }),
];

export const fails = [
  vpc,
  aws("redshiftserverless/workgroup", {
    enhancedVpcRouting: true,
    subnetIds: ["subnet-1", "subnet-2"],
    securityGroupIds: ["sg-1"],
  }),
];
