import { aws, keyArn } from "../support/policy.ts";

export const passes = [
  aws("lambda/function", {
    name: "plan",
    environment: { variables: { BUNDLE_KEY: "contracts/1.json" } },
    kmsKeyArn: keyArn,
  }),
];

export const fails = [
  aws("lambda/function", { name: "plan", environment: { variables: { BUNDLE_KEY: "contracts/1.json" } } }),
];
