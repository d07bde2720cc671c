import { aws } from "../support/policy.ts";

const athena = { workGroup: "lakehouse-dev", roleArn: "arn:aws:iam::123456789012:role/lakehouse-dev-quicksight-bi" };

export const passes = [
  aws("quicksight/dataSource", { type: "ATHENA", parameters: { athena } }),
  aws("quicksight/dataSource", { type: "S3", parameters: {} }),
];

export const fails = [
  aws("quicksight/dataSource", { type: "ATHENA", parameters: { athena: { workGroup: "lakehouse-dev" } } }),
];
