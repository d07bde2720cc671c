import {
  CreateAliasCommand,
  CreateKeyCommand,
  DeleteAliasCommand,
  DescribeKeyCommand,
  DisableKeyRotationCommand,
  EnableKeyRotationCommand,
  KMSClient,
  paginateListKeys,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
  UpdateAliasCommand,
  UpdateKeyDescriptionCommand,
  type KeyMetadata,
} from "@aws-sdk/client-kms";
import { createOr, defineType, present, removeIfThere, type AnyResourceType, type Applied } from "../resource-type.ts";

const client = new KMSClient({});

interface KeyInputs {
  readonly description: string;
  readonly policy: string;
  readonly enableKeyRotation: boolean;
  readonly deletionWindowInDays: number;
}

const describeKey = (key: KeyMetadata): Applied => {
  const keyId = present(key.KeyId, "the key's id");
  return { id: keyId, outputs: { keyId, arn: present(key.Arn, "the key's ARN") } };
};

/** A key has no name: one that an interrupted deployment left is found by its description. */
const findKey = async (description: string): Promise<KeyMetadata | undefined> => {
  for await (const page of paginateListKeys({ client }, {})) {
    for (const { KeyId } of page.Keys ?? []) {
      const { KeyMetadata: key } = await client.send(new DescribeKeyCommand({ KeyId }));
      if (key?.Description === description && key.KeyState === "Enabled") {
        return key;
      }
    }
  }
  return undefined;
};

const apply = async (keyId: string, { policy, enableKeyRotation }: KeyInputs): Promise<void> => {
  const request = { KeyId: keyId };
  await client.send(new PutKeyPolicyCommand({ ...request, Policy: policy }));
  await (enableKeyRotation
    ? client.send(new EnableKeyRotationCommand(request))
    : client.send(new DisableKeyRotationCommand(request)));
};

const key = defineType<KeyInputs>({
  inputs: ["description", "policy", "enableKeyRotation", "deletionWindowInDays"],
  replaceOn: [],
  create: async (inputs) => {
    const { description, policy } = inputs;
    const created =
      (await findKey(description)) ??
      (await client.send(new CreateKeyCommand({ Description: description, Policy: policy }))).KeyMetadata;
    const applied = describeKey(present(created, "the key"));
    await apply(applied.id, inputs);
    return applied;
  },
  update: async (inputs, current) => {
    await client.send(new UpdateKeyDescriptionCommand({ KeyId: current.id, Description: inputs.description }));
    await apply(current.id, inputs);
    return current;
  },
  delete: ({ id }, inputs) =>
    removeIfThere(
      () =>
        client.send(
          new ScheduleKeyDeletionCommand({ KeyId: id, PendingWindowInDays: Number(inputs["deletionWindowInDays"]) }),
        ),
      ["NotFoundException", "KMSInvalidStateException"],
    ),
});

interface AliasInputs {
  readonly name: string;
  readonly targetKeyId: string;
}

const updateAlias = async ({ name, targetKeyId }: AliasInputs): Promise<Applied> => {
  await client.send(new UpdateAliasCommand({ AliasName: name, TargetKeyId: targetKeyId }));
  return { id: name, outputs: {} };
};

const alias = defineType<AliasInputs>({
  inputs: ["name", "targetKeyId"],
  replaceOn: ["name"],
  create: (inputs) =>
    createOr(
      async () => {
        await client.send(new CreateAliasCommand({ AliasName: inputs.name, TargetKeyId: inputs.targetKeyId }));
        return { id: inputs.name, outputs: {} };
      },
      ["AlreadyExistsException"],
      () => updateAlias(inputs),
    ),
  update: updateAlias,
  delete: ({ id }) =>
    removeIfThere(() => client.send(new DeleteAliasCommand({ AliasName: id })), ["NotFoundException"]),
});

export const kms: Readonly<Record<string, AnyResourceType>> = { Key: key, Alias: alias };
