/** Checks a stack's settings against the account it is deployed to. Pure. */
import type { Problem } from "../../model/validation/problem.ts";
import type { Config } from "./schema.ts";
import { documentationAccounts, placeholderProblems } from "./placeholders.ts";

export interface Account {
  readonly accountId: string;
  readonly partition: string;
}

/** ARNs of this account's roles that share a name with some principal's role, e.g. under a different path. */
type FoundRoles = readonly string[];

/** A role's name, by which IAM finds it; the path isn't part of it. */
export const roleName = (arn: string): string => arn.slice(arn.lastIndexOf("/") + 1);

/** A role that a setting names. */
interface NamedRole {
  readonly place: string;
  readonly role: string;
  /** Accounts it may belong to, besides the stack's. */
  readonly allowed: readonly string[];
}

const namedRoles = ({ principals, deployers, allowForeignPrincipals: allowed }: Config): readonly NamedRole[] => [
  ...Object.entries(principals).map(([name, { role }]) => ({
    place: `lakehouse:principals.${name}.role`,
    role,
    allowed,
  })),
  ...deployers.map((role, index) => ({ place: `lakehouse:deployers[${index}]`, role, allowed: [] })),
];

/** Distinct names of the configured roles in this account; IAM says whether they exist. */
export const ownRoleNames = (config: Config, { accountId }: Account): readonly string[] => [
  ...new Set(
    namedRoles(config)
      .filter(({ role }) => role.split(":")[4] === accountId)
      .map(({ role }) => roleName(role)),
  ),
];

const roleProblem = (
  { place, role, allowed }: NamedRole,
  { accountId, partition }: Account,
  found: FoundRoles,
): Problem | undefined => {
  const [, itsPartition = "", , , itsAccount = ""] = role.split(":");
  if (itsPartition !== partition) {
    return {
      code: "PRINCIPAL_PARTITION_INVALID",
      place,
      message: `found ${role}, a role of the partition ${itsPartition}, must be ${partition}, the stack's partition`,
      fix: "write a role of this partition",
    };
  }
  if (itsAccount !== accountId) {
    // a placeholder has already been reported
    return allowed.includes(itsAccount) || documentationAccounts.includes(itsAccount)
      ? undefined
      : {
          code: "PRINCIPAL_FOREIGN",
          place,
          message: `found ${role}, a role of the account ${itsAccount}, must be a role of ${accountId}, to which the stack is deployed`,
          fix: place.startsWith("lakehouse:deployers")
            ? "correct the account's id, or remove the role"
            : `correct the account's id; or, if that account may read this data, add "${itsAccount}" to lakehouse:allowForeignPrincipals`,
        };
  }
  if (found.includes(role)) {
    return undefined;
  }
  const meant = found.find((arn) => roleName(arn) === roleName(role));
  return {
    code: "PRINCIPAL_UNKNOWN",
    place,
    message: `found ${role}, must be an existing role: IAM has ${meant ?? `none of this name in ${accountId}`}`,
    fix: meant === undefined ? "create the role, or remove it" : "write its whole ARN, path included",
  };
};

/**
 * Problems of settings that can't be deployed to this account.
 *
 * The documentation account accepts documentation values: it can't be deployed to, but the program can be inspected.
 *
 * @param given the stack's settings as written, keyed without the namespace
 * @param found which of the roles in {@link ownRoleNames} exist
 */
export const accountProblems = (
  given: Readonly<Record<string, unknown>>,
  config: Config | undefined,
  account: Account,
  found: FoundRoles,
): readonly Problem[] => [
  ...(documentationAccounts.includes(account.accountId) ? [] : placeholderProblems(given, "lakehouse:")),
  ...(config === undefined ? [] : namedRoles(config)).flatMap((named) => roleProblem(named, account, found) ?? []),
];
