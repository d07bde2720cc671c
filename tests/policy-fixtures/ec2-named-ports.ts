import { aws } from "../support/policy.ts";

export const passes = [
  aws("vpc/securityGroupEgressRule", { cidrIpv4: "203.0.113.0/28", ipProtocol: "tcp", fromPort: 443, toPort: 443 }),
];

export const fails = [aws("vpc/securityGroupEgressRule", { cidrIpv4: "203.0.113.0/28", ipProtocol: "-1" })];
