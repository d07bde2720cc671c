import { aws, keyArn } from "../support/policy.ts";

export const passes = [
  aws("redshiftserverless/namespace", { manageAdminPassword: true, adminPasswordSecretKmsKeyId: keyArn }),
];

export const fails = [aws("redshiftserverless/namespace", { adminUserPassword: "[secret]" })];
