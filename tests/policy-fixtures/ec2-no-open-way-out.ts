import { aws } from "../support/policy.ts";

export const passes = [
  aws("ec2/securityGroup", {
    egress: [{ cidrBlocks: ["203.0.113.0/28"], protocol: "tcp", fromPort: 443, toPort: 443 }],
  }),
];

export const fails = [
  aws("ec2/securityGroup", { egress: [{ cidrBlocks: ["0.0.0.0/0"], protocol: "-1", fromPort: 0, toPort: 0 }] }),
];
