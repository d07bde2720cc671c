import { aws } from "../support/policy.ts";

export const passes = [aws("ec2/securityGroup", { description: "Functions" })];

export const fails = [
  aws("ec2/securityGroup", { description: "Functions", egress: [{ cidrBlocks: ["203.0.113.0/28"], protocol: "tcp" }] }),
];
