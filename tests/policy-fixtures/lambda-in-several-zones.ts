import { aws } from "../support/policy.ts";

export const passes = [aws("lambda/function", { name: "plan", vpcConfig: { subnetIds: ["subnet-1", "subnet-2"] } })];

export const fails = [aws("lambda/function", { name: "plan", vpcConfig: { subnetIds: ["subnet-1"] } })];
