import {
  CreateSecurityConfigurationCommand,
  DeleteSecurityConfigurationCommand,
  GlueClient,
  type EncryptionConfiguration,
} from "@aws-sdk/client-glue";
import { createOr, defineType, removeIfThere } from "../resource-type.ts";

const client = new GlueClient({});

interface SecurityConfigurationInputs {
  readonly name: string;
  readonly encryptionConfiguration: {
    readonly s3Encryption: { readonly s3EncryptionMode: "SSE-KMS"; readonly kmsKeyArn: string };
    readonly cloudwatchEncryption: { readonly cloudwatchEncryptionMode: "SSE-KMS"; readonly kmsKeyArn: string };
    readonly jobBookmarksEncryption: { readonly jobBookmarksEncryptionMode: "CSE-KMS"; readonly kmsKeyArn: string };
  };
}

const encryption = ({ encryptionConfiguration }: SecurityConfigurationInputs): EncryptionConfiguration => {
  const { s3Encryption, cloudwatchEncryption, jobBookmarksEncryption } = encryptionConfiguration;
  return {
    S3Encryption: [{ S3EncryptionMode: s3Encryption.s3EncryptionMode, KmsKeyArn: s3Encryption.kmsKeyArn }],
    CloudWatchEncryption: {
      CloudWatchEncryptionMode: cloudwatchEncryption.cloudwatchEncryptionMode,
      KmsKeyArn: cloudwatchEncryption.kmsKeyArn,
    },
    JobBookmarksEncryption: {
      JobBookmarksEncryptionMode: jobBookmarksEncryption.jobBookmarksEncryptionMode,
      KmsKeyArn: jobBookmarksEncryption.kmsKeyArn,
    },
  };
};

const remove = (name: string): Promise<void> =>
  removeIfThere(() => client.send(new DeleteSecurityConfigurationCommand({ Name: name })), ["EntityNotFoundException"]);

const create = async (inputs: SecurityConfigurationInputs): Promise<void> => {
  await client.send(
    new CreateSecurityConfigurationCommand({ Name: inputs.name, EncryptionConfiguration: encryption(inputs) }),
  );
};

/** Glue can't update a security configuration, so it is replaced. */
export const securityConfiguration = defineType<SecurityConfigurationInputs>({
  inputs: ["name", "encryptionConfiguration"],
  replaceOn: ["name", "encryptionConfiguration"],
  create: async (inputs) => {
    await createOr(
      () => create(inputs),
      ["AlreadyExistsException"],
      async () => {
        await remove(inputs.name);
        await create(inputs);
      },
    );
    return { id: inputs.name, outputs: {} };
  },
  update: (_, current) => Promise.resolve(current),
  delete: ({ id }) => remove(id),
});
