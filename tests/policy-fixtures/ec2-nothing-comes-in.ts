import { aws } from "../support/policy.ts";

export const passes = [
  aws("vpc/securityGroupIngressRule", { cidrIpv4: "10.0.0.0/16", ipProtocol: "tcp", fromPort: 443, toPort: 443 }),
];

export const fails = [
  aws("vpc/securityGroupIngressRule", { cidrIpv4: "0.0.0.0/0", ipProtocol: "tcp", fromPort: 443, toPort: 443 }),
];
