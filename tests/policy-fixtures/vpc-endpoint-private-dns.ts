import { aws } from "../support/policy.ts";

export const passes = [aws("ec2/vpcEndpoint", { vpcEndpointType: "Interface", privateDnsEnabled: true })];

export const fails = [aws("ec2/vpcEndpoint", { vpcEndpointType: "Interface" })];
