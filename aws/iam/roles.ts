import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  EntityAlreadyExistsException,
  GetRoleCommand,
  NoSuchEntityException,
  SimulatePrincipalPolicyCommand,
  type IAMClient,
} from "@aws-sdk/client-iam";

/** ARNs of the existing roles among those names. */
export const rolesFound = async (client: IAMClient, names: readonly string[]): Promise<readonly string[]> => {
  const found = await Promise.all(
    names.map(async (name) => {
      try {
        return (await client.send(new GetRoleCommand({ RoleName: name }))).Role?.Arn;
      } catch (error) {
        if (error instanceof NoSuchEntityException) return undefined;
        throw error;
      }
    }),
  );
  return found.filter((arn) => arn !== undefined);
};

export interface NewRole {
  readonly name: string;
  readonly description: string;
  /** The trust policy, as JSON. */
  readonly trust: string;
}

/** Leaves an existing role of that name unchanged. */
export const ensureRole = async (client: IAMClient, { name, description, trust }: NewRole): Promise<void> => {
  try {
    await client.send(
      new CreateRoleCommand({ RoleName: name, Description: description, AssumeRolePolicyDocument: trust }),
    );
  } catch (error) {
    if (!(error instanceof EntityAlreadyExistsException)) throw error;
  }
};

export const attachPolicy = async (client: IAMClient, role: string, policyArn: string): Promise<void> => {
  await client.send(new AttachRolePolicyCommand({ RoleName: role, PolicyArn: policyArn }));
};

export interface SimulatedAction {
  readonly action: string;
  readonly isAllowed: boolean;
}

/** The decisions of a role's or user's own policies on actions on all resources. */
export const simulatedActions = async (
  client: IAMClient,
  principalArn: string,
  actions: readonly string[],
): Promise<readonly SimulatedAction[]> => {
  const { EvaluationResults: results = [] } = await client.send(
    new SimulatePrincipalPolicyCommand({ PolicySourceArn: principalArn, ActionNames: [...actions] }),
  );
  return results.map(({ EvalActionName: action = "", EvalDecision: decision }) => ({
    action,
    isAllowed: decision === "allowed",
  }));
};
