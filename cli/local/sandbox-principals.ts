/** The stack's principals in a sandbox: its account must have their roles, as a company's account has its own. */
import type { IAMClient } from "@aws-sdk/client-iam";
import { attachPolicy, ensureRole } from "../../aws/iam/roles.ts";
import { iamClient } from "../../aws/iam/client.ts";
import { roleName } from "../../infra/config/account.ts";
import { readStackConfig } from "../../infra/in-process/stack-config.ts";
import { personaAccess, type Persona } from "../../model/governance/principals.ts";
import { sandboxAccount } from "../../sandbox/account.ts";
import { repositoryRoot } from "../folders.ts";

/** As in the stack's config, under `lakehouse:principals`. */
export type PrincipalSettings = Readonly<
  Record<string, { readonly persona: Persona; readonly role: string; readonly domains?: readonly string[] }>
>;

/** The principals of a stack's file, with roles of the same names in the sandbox's account. */
export const sandboxPrincipals = (stack: string): PrincipalSettings => {
  const configured = JSON.parse(
    readStackConfig(repositoryRoot, stack)["lakehouse:principals"] ?? "{}",
  ) as PrincipalSettings;
  return Object.fromEntries(
    Object.entries(configured).map(([name, principal]) => [
      name,
      { ...principal, role: `arn:aws:iam::${sandboxAccount.accountId}:role/${roleName(principal.role)}` },
    ]),
  );
};

/** Anyone with the account's root credentials can assume the role, which in a sandbox is everyone at the machine. */
const trust = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${sandboxAccount.accountId}:root` },
      Action: "sts:AssumeRole",
    },
  ],
});

const clientOf = (environment: Readonly<Record<string, string>>): IAMClient =>
  iamClient({
    ...(environment["AWS_ENDPOINT_URL"] !== undefined && { endpoint: environment["AWS_ENDPOINT_URL"] }),
    region: sandboxAccount.region,
    credentials: { accessKeyId: sandboxAccount.accessKeyId, secretAccessKey: sandboxAccount.secretAccessKey },
  });

/** Creates missing roles; grants refer to them, so call this before the deployment. */
export const createPrincipalRoles = async (
  principals: PrincipalSettings,
  environment: Readonly<Record<string, string>>,
): Promise<void> => {
  const client = clientOf(environment);
  for (const [name, { role, persona }] of Object.entries(principals)) {
    await ensureRole(client, { name: roleName(role), description: `Principal ${name} (${persona})`, trust });
  }
};

/** Attaches the policies that the deployment created for principals. */
export const attachQueryPolicies = async (
  stack: string,
  principals: PrincipalSettings,
  environment: Readonly<Record<string, string>>,
): Promise<void> => {
  const client = clientOf(environment);
  for (const { role, persona } of Object.values(principals)) {
    const parts = personaAccess[persona].creates.length === 0 ? ["query"] : ["query", "apply-sql"];
    for (const part of parts) {
      const policyArn = `arn:aws:iam::${sandboxAccount.accountId}:policy/lakehouse-${stack}-${part}`;
      await attachPolicy(client, roleName(role), policyArn);
    }
  }
};
