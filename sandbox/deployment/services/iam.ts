import {
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  DetachRolePolicyCommand,
  IAMClient,
  ListEntitiesForPolicyCommand,
  ListPolicyVersionsCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from "@aws-sdk/client-iam";
import { accountId } from "../account-id.ts";
import { createOr, defineType, present, removeIfThere, type AnyResourceType, type Applied } from "../resource-type.ts";

const client = new IAMClient({});

interface RoleInputs {
  readonly name: string;
  readonly description: string;
  readonly assumeRolePolicy: string;
}

const describeRole = async (name: string): Promise<Applied> => {
  const { Role } = await client.send(new GetRoleCommand({ RoleName: name }));
  return { id: name, outputs: { arn: present(Role?.Arn, "the role's ARN") } };
};

const updateRole = async ({ name, description, assumeRolePolicy }: RoleInputs): Promise<Applied> => {
  await client.send(new UpdateRoleCommand({ RoleName: name, Description: description }));
  await client.send(new UpdateAssumeRolePolicyCommand({ RoleName: name, PolicyDocument: assumeRolePolicy }));
  return describeRole(name);
};

const role = defineType<RoleInputs>({
  inputs: ["name", "description", "assumeRolePolicy"],
  replaceOn: ["name"],
  create: (inputs) =>
    createOr(
      async () => {
        const { name, description, assumeRolePolicy } = inputs;
        const request = { RoleName: name, Description: description, AssumeRolePolicyDocument: assumeRolePolicy };
        const { Role } = await client.send(new CreateRoleCommand(request));
        return { id: name, outputs: { arn: present(Role?.Arn, "the role's ARN") } };
      },
      ["EntityAlreadyExistsException"],
      () => updateRole(inputs),
    ),
  update: updateRole,
  delete: ({ id }) =>
    removeIfThere(() => client.send(new DeleteRoleCommand({ RoleName: id })), ["NoSuchEntityException"]),
});

interface RolePolicyInputs {
  readonly name: string;
  readonly role: string;
  readonly policy: string;
}

const putPolicy = async ({ name, role: roleName, policy }: RolePolicyInputs): Promise<Applied> => {
  await client.send(new PutRolePolicyCommand({ RoleName: roleName, PolicyName: name, PolicyDocument: policy }));
  return { id: `${roleName}:${name}`, outputs: {} };
};

const rolePolicy = defineType<RolePolicyInputs>({
  inputs: ["name", "role", "policy"],
  replaceOn: ["name", "role"],
  create: putPolicy,
  update: putPolicy,
  delete: (_, inputs) =>
    removeIfThere(
      () =>
        client.send(
          new DeleteRolePolicyCommand({ RoleName: String(inputs["role"]), PolicyName: String(inputs["name"]) }),
        ),
      ["NoSuchEntityException"],
    ),
});

interface PolicyInputs {
  readonly name: string;
  readonly description: string;
  readonly policy: string;
}

const policyArn = async (name: string): Promise<string> => `arn:aws:iam::${await accountId()}:policy/${name}`;

/** AWS keeps five versions and deletes none automatically. */
const removeOldVersions = async (arn: string): Promise<void> => {
  const { Versions = [] } = await client.send(new ListPolicyVersionsCommand({ PolicyArn: arn }));
  for (const { VersionId, IsDefaultVersion } of Versions) {
    if (IsDefaultVersion !== true) {
      await client.send(new DeletePolicyVersionCommand({ PolicyArn: arn, VersionId }));
    }
  }
};

const updatePolicy = async (arn: string, { policy: document }: PolicyInputs): Promise<Applied> => {
  await removeOldVersions(arn);
  await client.send(new CreatePolicyVersionCommand({ PolicyArn: arn, PolicyDocument: document, SetAsDefault: true }));
  return { id: arn, outputs: { arn } };
};

/** Detaches it from all roles: AWS refuses to delete a policy that is in use. */
const removePolicy = async (arn: string): Promise<void> => {
  const { PolicyRoles = [] } = await client.send(new ListEntitiesForPolicyCommand({ PolicyArn: arn }));
  for (const { RoleName } of PolicyRoles) {
    await client.send(new DetachRolePolicyCommand({ PolicyArn: arn, RoleName }));
  }
  await removeOldVersions(arn);
  await client.send(new DeletePolicyCommand({ PolicyArn: arn }));
};

const managedPolicy = defineType<PolicyInputs>({
  inputs: ["name", "description", "policy"],
  replaceOn: ["name", "description"],
  create: (inputs) =>
    createOr(
      async () => {
        const { name, description, policy: document } = inputs;
        const request = { PolicyName: name, Description: description, PolicyDocument: document };
        const { Policy } = await client.send(new CreatePolicyCommand(request));
        const arn = present(Policy?.Arn, "the policy's ARN");
        return { id: arn, outputs: { arn } };
      },
      ["EntityAlreadyExistsException"],
      async () => updatePolicy(await policyArn(inputs.name), inputs),
    ),
  update: (inputs, { id }) => updatePolicy(id, inputs),
  delete: ({ id }) => removeIfThere(() => removePolicy(id), ["NoSuchEntityException"]),
});

export const iam: Readonly<Record<string, AnyResourceType>> = {
  Policy: managedPolicy,
  Role: role,
  RolePolicy: rolePolicy,
};
