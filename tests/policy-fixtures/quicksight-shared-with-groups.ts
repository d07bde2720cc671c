import { aws } from "../support/policy.ts";

const permission = (principal: string) => ({
  principal: `arn:aws:quicksight:us-east-1:123456789012:${principal}`,
  actions: ["quicksight:DescribeDashboard"],
});

export const passes = [
  aws("quicksight/dashboard", { permissions: [permission("group/default/analysts")] }),
  aws("quicksight/folder", { permissions: [] }),
];

export const fails = [
  aws("quicksight/dashboard", { permissions: [permission("namespace/default")] }),
  aws("quicksight/dataSet", { permissions: [permission("user/default/somebody")] }),
];
