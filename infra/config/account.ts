/** What has to hold between a stack's settings and the account that it is deployed to: pure. */
import type { Problem } from "../../model/problem.ts";
import type { Config } from "./fields.ts";
import { documentationAccounts, placeholderProblems } from "./placeholders.ts";

export interface Account {
  readonly accountId: string;
  readonly partition: string;
}

/** ARNs of the roles of this account whose names some principal has, e.g. with another path than was written. */
export type FoundRoles = readonly string[];

/** A role's name, by which IAM finds it; paths are no part of it. */
export const roleName = (arn: string): string => arn.slice(arn.lastIndexOf("/") + 1);

/** Names of the principals' roles in the account, each once: whether they are there is asked of IAM. */
export const ownRoleNames = (config: Config, { accountId }: Account): readonly string[] => [
  ...new Set(
    Object.values(config.principals)
      .filter(({ role }) => role.split(":")[4] === accountId)
      .map(({ role }) => roleName(role)),
  ),
];

const principalProblem = (
  name: string,
  role: string,
  { accountId, partition }: Account,
  allowed: readonly string[],
  found: FoundRoles,
): Problem | undefined => {
  const place = `lakehouse:principals.${name}.role`;
  const [, itsPartition = "", , , itsAccount = ""] = role.split(":");
  if (itsPartition !== partition) {
    return {
      code: "PRINCIPAL_PARTITION_INVALID",
      place,
      message: `found ${role}, a role of the partition ${itsPartition}, allowed is ${partition}, where the stack is`,
      fix: "write a role of this partition",
    };
  }
  if (itsAccount !== accountId) {
    // a placeholder has its problem already
    return allowed.includes(itsAccount) || documentationAccounts.includes(itsAccount)
      ? undefined
      : {
          code: "PRINCIPAL_FOREIGN",
          place,
          message: `found ${role}, a role of the account ${itsAccount}, allowed is a role of ${accountId}, to which the stack is deployed`,
          fix: `mend the account's id; or, if that account may read this data, add "${itsAccount}" to lakehouse:allowForeignPrincipals`,
        };
  }
  if (found.includes(role)) {
    return undefined;
  }
  const meant = found.find((arn) => roleName(arn) === roleName(role));
  return {
    code: "PRINCIPAL_UNKNOWN",
    place,
    message: `found ${role}, allowed is a role that is there: IAM has ${meant ?? `none of this name in ${accountId}`}`,
    fix: meant === undefined ? "create the role, or take the principal out" : "write its whole ARN, path included",
  };
};

/**
 * Problems of settings that this account can't be deployed with.
 *
 * Documentation's own account takes documentation's values: nothing is there to be deployed to, but the program can be
 * looked at.
 *
 * @param given the stack's settings as they were written, by key without the namespace
 * @param found which roles there are, of those that {@link ownRoleNames} names
 */
export const accountProblems = (
  given: Readonly<Record<string, unknown>>,
  config: Config | undefined,
  account: Account,
  found: FoundRoles,
): readonly Problem[] => [
  ...(documentationAccounts.includes(account.accountId) ? [] : placeholderProblems(given, "lakehouse:")),
  ...Object.entries(config?.principals ?? {}).flatMap(
    ([name, { role }]) => principalProblem(name, role, account, config?.allowForeignPrincipals ?? [], found) ?? [],
  ),
];
