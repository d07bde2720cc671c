import {
  AddLFTagsToResourceCommand,
  CreateLFTagCommand,
  DeleteLFTagCommand,
  DeregisterResourceCommand,
  GetLFTagCommand,
  GrantPermissionsCommand,
  LakeFormationClient,
  RegisterResourceCommand,
  RemoveLFTagsFromResourceCommand,
  RevokePermissionsCommand,
  UpdateLFTagCommand,
  UpdateResourceCommand,
  type LFTagError,
  type LFTagPair,
  type Permission,
  type Resource,
} from "@aws-sdk/client-lakeformation";
import { sha256 } from "../../../infra/in-process/describe.ts";
import {
  createOr,
  defineType,
  removeIfThere,
  type AnyResourceType,
  type Applied,
  type Described,
} from "../resource-type.ts";
import {
  resourceInputs,
  toDatabase,
  toResource,
  type DatabaseReference,
  type NamedResource,
} from "./lakeformation-resource.ts";

const client = new LakeFormationClient({});

interface LocationInputs {
  readonly arn: string;
  readonly roleArn: string;
  readonly hybridAccessEnabled?: boolean;
}

const describeLocation = ({ arn }: LocationInputs): Applied => ({ id: arn, outputs: {} });

const locationRequest = ({ arn, roleArn, hybridAccessEnabled }: LocationInputs) => ({
  ResourceArn: arn,
  RoleArn: roleArn,
  HybridAccessEnabled: hybridAccessEnabled,
});

const updateLocation = async (inputs: LocationInputs): Promise<Applied> => {
  await client.send(new UpdateResourceCommand(locationRequest(inputs)));
  return describeLocation(inputs);
};

const location = defineType<LocationInputs>({
  inputs: ["arn", "roleArn", "hybridAccessEnabled"],
  replaceOn: ["arn"],
  create: (inputs) =>
    createOr(
      async () => {
        await client.send(new RegisterResourceCommand(locationRequest(inputs)));
        return describeLocation(inputs);
      },
      ["AlreadyExistsException"],
      () => updateLocation(inputs),
    ),
  update: updateLocation,
  delete: ({ id }) =>
    removeIfThere(() => client.send(new DeregisterResourceCommand({ ResourceArn: id })), ["EntityNotFoundException"]),
});

interface TagInputs {
  readonly key: string;
  readonly values: readonly string[];
}

const describeTag = ({ key }: TagInputs): Applied => ({ id: key, outputs: {} });

const updateTag = async (inputs: TagInputs): Promise<Applied> => {
  const { TagValues = [] } = await client.send(new GetLFTagCommand({ TagKey: inputs.key }));
  const added = inputs.values.filter((value) => !TagValues.includes(value));
  const removed = TagValues.filter((value) => !inputs.values.includes(value));
  if (added.length + removed.length > 0) {
    const changes = {
      ...(added.length > 0 && { TagValuesToAdd: added }),
      ...(removed.length > 0 && { TagValuesToDelete: removed }),
    };
    await client.send(new UpdateLFTagCommand({ TagKey: inputs.key, ...changes }));
  }
  return describeTag(inputs);
};

const tag = defineType<TagInputs>({
  inputs: ["key", "values"],
  replaceOn: ["key"],
  create: (inputs) =>
    createOr(
      async () => {
        await client.send(new CreateLFTagCommand({ TagKey: inputs.key, TagValues: [...inputs.values] }));
        return describeTag(inputs);
      },
      // Lake Formation has no specific error for an existing key
      ["InvalidInputException", "AlreadyExistsException"],
      () => updateTag(inputs),
    ),
  update: updateTag,
  delete: ({ id }) =>
    removeIfThere(() => client.send(new DeleteLFTagCommand({ TagKey: id })), ["EntityNotFoundException"]),
});

interface AssignedTag {
  readonly key: string;
  readonly value: string;
}

interface AssignmentsInputs {
  readonly database: DatabaseReference;
  readonly lfTags: readonly AssignedTag[];
}

const toPair = ({ key, value }: AssignedTag): LFTagPair => ({ TagKey: key, TagValues: [value] });

const identify = (inputs: object): string => sha256(JSON.stringify(inputs));

/** Both operations succeed even if single tags failed. */
const requireNone = (failures: readonly LFTagError[] = []): void => {
  const messages = failures.map((failure) => failure.Error?.ErrorMessage ?? "a tag failed without a reason");
  if (messages.length > 0) {
    throw new Error(messages.join("; "));
  }
};

const assignTags = async (resource: Resource, tags: readonly AssignedTag[]): Promise<void> => {
  const request = { Resource: resource, LFTags: tags.map(toPair) };
  requireNone((await client.send(new AddLFTagsToResourceCommand(request))).Failures);
};

const removeTags = (resource: Resource, tags: readonly AssignedTag[]): Promise<void> =>
  removeIfThere(
    () => client.send(new RemoveLFTagsFromResourceCommand({ Resource: resource, LFTags: tags.map(toPair) })),
    ["EntityNotFoundException"],
  );

const assignments = defineType<AssignmentsInputs>({
  inputs: ["lfTags", "database"],
  replaceOn: ["lfTags", "database"],
  create: async (inputs) => {
    await assignTags(toDatabase(inputs.database), inputs.lfTags);
    return { id: identify(inputs), outputs: {} };
  },
  update: (_, current) => Promise.resolve(current),
  delete: (_, described) => {
    const inputs = described as unknown as AssignmentsInputs;
    return removeTags(toDatabase(inputs.database), inputs.lfTags);
  },
});

interface PermissionsInputs extends NamedResource {
  readonly principal: string;
  readonly permissions: Permission[];
}

const permissionsRequest = (inputs: PermissionsInputs) => ({
  Principal: { DataLakePrincipalIdentifier: inputs.principal },
  Resource: toResource(inputs),
  Permissions: inputs.permissions,
});

const revoke = async (described: Described): Promise<void> => {
  try {
    const request = permissionsRequest(described as unknown as PermissionsInputs);
    await client.send(new RevokePermissionsCommand(request));
  } catch (error) {
    // the resource is gone, or the permission was already revoked: that is the desired result
    const gone =
      error instanceof Error && /EntityNotFound|No permissions revoked/.test(`${error.name} ${error.message}`);
    if (!gone) {
      throw error;
    }
  }
};

const permissions = defineType<PermissionsInputs>({
  inputs: ["principal", "permissions", ...resourceInputs],
  // as in the provider, which changes none of them in place
  replaceOn: ["principal", "permissions", ...resourceInputs],
  create: async (inputs) => {
    await client.send(new GrantPermissionsCommand(permissionsRequest(inputs)));
    return { id: identify(inputs), outputs: {} };
  },
  update: (_, current) => Promise.resolve(current),
  delete: (_, described) => revoke(described),
});

export const lakeformation: Readonly<Record<string, AnyResourceType>> = {
  Resource: location,
  LfTag: tag,
  ResourceLfTags: assignments,
  Permissions: permissions,
};
