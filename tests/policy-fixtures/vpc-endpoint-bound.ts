import { account, allow, aws } from "../support/policy.ts";

export const passes = [
  aws("ec2/vpcEndpoint", {
    policy: allow({
      Principal: { AWS: "*" },
      Action: "*",
      Resource: "*",
      Condition: { StringEquals: { "aws:PrincipalAccount": account } },
    }),
  }),
];

export const fails = [aws("ec2/vpcEndpoint", { policy: allow({ Principal: "*", Action: "*", Resource: "*" }) })];
