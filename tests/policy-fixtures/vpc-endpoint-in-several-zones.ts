import { aws } from "../support/policy.ts";

export const passes = [aws("ec2/vpcEndpoint", { vpcEndpointType: "Interface", subnetIds: ["subnet-1", "subnet-2"] })];

export const fails = [aws("ec2/vpcEndpoint", { vpcEndpointType: "Interface", subnetIds: ["subnet-1"] })];
