/** What the sandbox knows: the stack's roles with their policies, and every decision about their calls. */
import {
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRolePolicyCommand,
  IAMClient,
  paginateListRolePolicies,
  paginateListRoles,
} from "@aws-sdk/client-iam";
import { sandboxClientOptions } from "../sandbox.ts";
import type { Call, Roles, Statement } from "./policy.ts";

/** Prefix of the names of the stack's roles and policies. */
const prefix = "lakehouse-sandbox-";
/** Policies that principals attach to their roles; the roles themselves don't belong to the stack. */
const principalPolicies = ["query", "apply-sql"];
/** Stands for the role of any principal. */
export const principal = "principal";

interface Document {
  readonly Statement: readonly Statement[];
}

const parse = (text: string | undefined): readonly Statement[] => {
  const document = decodeURIComponent(text ?? '{"Statement":[]}');
  return (JSON.parse(document) as Document).Statement;
};

const roleNames = async (client: IAMClient): Promise<readonly string[]> => {
  const names: string[] = [];
  for await (const { Roles: roles } of paginateListRoles({ client }, {})) {
    names.push(...(roles ?? []).map(({ RoleName: name }) => name ?? ""));
  }
  return names;
};

const inlineStatements = async (client: IAMClient, RoleName: string): Promise<readonly Statement[]> => {
  const statements: Statement[] = [];
  for await (const { PolicyNames: names } of paginateListRolePolicies({ client }, { RoleName })) {
    for (const PolicyName of names ?? []) {
      statements.push(...parse((await client.send(new GetRolePolicyCommand({ RoleName, PolicyName }))).PolicyDocument));
    }
  }
  return statements;
};

const managedStatements = async (client: IAMClient, part: string): Promise<readonly Statement[]> => {
  const PolicyArn = `arn:aws:iam::000000000000:policy/${prefix}${part}`;
  const { Policy: policy } = await client.send(new GetPolicyCommand({ PolicyArn }));
  const VersionId = policy?.DefaultVersionId ?? "";
  const { PolicyVersion: version } = await client.send(new GetPolicyVersionCommand({ PolicyArn, VersionId }));
  return parse(version?.Document);
};

/** Statements by the part that a role is named after. */
export const stackRoles = async (): Promise<Roles> => {
  const client = new IAMClient(sandboxClientOptions());
  try {
    const own = (await roleNames(client)).filter((name) => name.startsWith(prefix));
    const inline = await Promise.all(
      own.map(async (name) => [name.slice(prefix.length), await inlineStatements(client, name)] as const),
    );
    const managed = await Promise.all(principalPolicies.map(async (part) => managedStatements(client, part)));
    return { ...Object.fromEntries(inline), [principal]: managed.flat() };
  } finally {
    client.destroy();
  }
};

/** Decisions about calls of the stack's roles and of its principals. */
export const stackCalls = async (principalRoles: readonly string[]): Promise<readonly Call[]> => {
  const answer = await fetch(`${sandboxClientOptions().endpoint}/_sandbox/calls`);
  const { calls } = (await answer.json()) as { calls: readonly Call[] };
  return calls.flatMap((call) => {
    if (call.role.startsWith(prefix)) return [{ ...call, role: call.role.slice(prefix.length) }];
    return principalRoles.includes(call.role) ? [{ ...call, role: principal }] : [];
  });
};
