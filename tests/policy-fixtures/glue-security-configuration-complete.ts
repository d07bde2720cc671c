import { aws, keyArn } from "../support/policy.ts";

const configured = (jobBookmarksEncryption: object) =>
  aws("glue/securityConfiguration", {
    encryptionConfiguration: {
      s3Encryption: { s3EncryptionMode: "SSE-KMS", kmsKeyArn: keyArn },
      cloudwatchEncryption: { cloudwatchEncryptionMode: "SSE-KMS", kmsKeyArn: keyArn },
      jobBookmarksEncryption,
    },
  });

export const passes = [configured({ jobBookmarksEncryptionMode: "CSE-KMS", kmsKeyArn: keyArn })];

export const fails = [configured({ jobBookmarksEncryptionMode: "DISABLED" })];
