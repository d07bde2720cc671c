import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from "@aws-sdk/client-iam";
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

export const iam: Readonly<Record<string, AnyResourceType>> = { Role: role, RolePolicy: rolePolicy };
