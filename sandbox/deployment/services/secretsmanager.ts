import {
  CancelRotateSecretCommand,
  CreateSecretCommand,
  DeleteSecretCommand,
  RotateSecretCommand,
  SecretsManagerClient,
  UpdateSecretCommand,
} from "@aws-sdk/client-secrets-manager";
import { createOr, defineType, present, removeIfThere, type AnyResourceType, type Applied } from "../resource-type.ts";

const client = new SecretsManagerClient({});

interface SecretInputs {
  readonly name: string;
  readonly description: string;
  readonly kmsKeyId: string;
  /** 0 removes it immediately. */
  readonly recoveryWindowInDays: number;
}

const describeSecret = (arn: string | undefined): Applied => {
  const id = present(arn, "the secret's ARN");
  return { id, outputs: { arn: id } };
};

const update = async ({ name, description, kmsKeyId }: SecretInputs): Promise<Applied> => {
  const request = { SecretId: name, Description: description, KmsKeyId: kmsKeyId };
  return describeSecret((await client.send(new UpdateSecretCommand(request))).ARN);
};

const secret = defineType<SecretInputs>({
  inputs: ["name", "description", "kmsKeyId", "recoveryWindowInDays"],
  replaceOn: ["name"],
  create: (inputs) =>
    createOr(
      async () => {
        const request = { Name: inputs.name, Description: inputs.description, KmsKeyId: inputs.kmsKeyId };
        return describeSecret((await client.send(new CreateSecretCommand(request))).ARN);
      },
      ["ResourceExistsException"],
      () => update(inputs),
    ),
  update,
  delete: ({ id }, inputs) => {
    const days = Number(inputs["recoveryWindowInDays"]);
    const window = days === 0 ? { ForceDeleteWithoutRecovery: true } : { RecoveryWindowInDays: days };
    return removeIfThere(
      () => client.send(new DeleteSecretCommand({ SecretId: id, ...window })),
      ["ResourceNotFoundException"],
    );
  },
});

interface RotationInputs {
  readonly secretId: string;
  readonly rotationLambdaArn: string;
  readonly rotateImmediately: boolean;
  readonly rotationRules: { readonly automaticallyAfterDays: number };
}

const setRotation = async (inputs: RotationInputs): Promise<Applied> => {
  const { secretId, rotationLambdaArn, rotateImmediately, rotationRules } = inputs;
  await client.send(
    new RotateSecretCommand({
      SecretId: secretId,
      RotationLambdaARN: rotationLambdaArn,
      RotateImmediately: rotateImmediately,
      RotationRules: { AutomaticallyAfterDays: rotationRules.automaticallyAfterDays },
    }),
  );
  return { id: secretId, outputs: { rotationEnabled: true } };
};

const secretRotation = defineType<RotationInputs>({
  inputs: ["secretId", "rotationLambdaArn", "rotateImmediately", "rotationRules"],
  replaceOn: ["secretId"],
  create: setRotation,
  update: setRotation,
  delete: ({ id }) =>
    removeIfThere(
      () => client.send(new CancelRotateSecretCommand({ SecretId: id })),
      ["ResourceNotFoundException", "InvalidRequestException"],
    ),
});

export const secretsmanager: Readonly<Record<string, AnyResourceType>> = {
  Secret: secret,
  SecretRotation: secretRotation,
};
