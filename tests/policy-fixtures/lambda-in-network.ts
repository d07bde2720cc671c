import { aws, vpc } from "../support/policy.ts";

export const passes = [
  vpc,
  aws("lambda/function", {
    name: "plan",
    vpcConfig: { subnetIds: ["subnet-1", "subnet-2"], securityGroupIds: ["sg-1"] },
  }),
];

export const fails = [vpc, aws("lambda/function", { name: "plan" })];
