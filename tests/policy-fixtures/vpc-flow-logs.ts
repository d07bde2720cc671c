import { aws, vpc } from "../support/policy.ts";

export const passes = [vpc, aws("ec2/flowLog", { vpcId: "vpc-1", trafficType: "ALL" })];

export const fails = [vpc, aws("ec2/flowLog", { vpcId: "vpc-1", trafficType: "REJECT" })];
