import { aws, keyArn } from "../support/policy.ts";

const encrypted = (encryptionConfiguration: object) =>
  aws("athena/workgroup", { configuration: { resultConfiguration: { encryptionConfiguration } } });

export const passes = [encrypted({ encryptionOption: "SSE_KMS", kmsKeyArn: keyArn })];

export const fails = [encrypted({ encryptionOption: "SSE_S3" })];
