import { aws } from "../support/policy.ts";

const settings = (catalogEncryptionMode: string) =>
  aws("glue/dataCatalogEncryptionSettings", {
    dataCatalogEncryptionSettings: {
      encryptionAtRest: { catalogEncryptionMode },
      connectionPasswordEncryption: { returnConnectionPasswordEncrypted: true },
    },
  });

export const passes = [settings("SSE-KMS")];

export const fails = [settings("DISABLED")];
