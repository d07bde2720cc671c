import { aws, vpc } from "../support/policy.ts";

export const passes = [vpc, aws("ec2/defaultSecurityGroup", { vpcId: "vpc-1" })];

export const fails = [
  vpc,
  aws("ec2/defaultSecurityGroup", {
    vpcId: "vpc-1",
    ingress: [{ self: true, protocol: "-1", fromPort: 0, toPort: 0 }],
  }),
];
