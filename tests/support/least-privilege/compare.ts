/** Compares what roles may do with what they did. Pure. */
import { listed } from "../../../model/policy-pattern.ts";
import { allows, uses, type Call, type Roles, type Statement } from "./policy.ts";
import { missingRequirements, type Required } from "./required.ts";

/** Why an action is kept that no call used: by the part that the role is named after, then by `<sid> <action>`. */
export type Justifications = Readonly<Record<string, Readonly<Record<string, string>>>>;

const accidental = "By accident only: ";

/** A reason for actions that some nights need and others don't: they may be used, too. */
export const byAccident = (what: string): string => `${accidental}${what}`;

export interface Privilege {
  readonly role: string;
  readonly sid: string;
  readonly action: string;
  readonly resources: readonly string[];
  /** Calls that used it. */
  readonly calls: number;
  /** For an action that no call used. */
  readonly reason?: string;
}

export interface Comparison {
  readonly privileges: readonly Privilege[];
  readonly findings: readonly string[];
}

export const reasonFor = (
  justified: Justifications,
  role: string,
  { Sid: sid = "" }: Pick<Statement, "Sid">,
  action: string,
): string | undefined => justified[role]?.[`${sid} ${action}`];

const privilegesOf = (roles: Roles, calls: readonly Call[], justified: Justifications): readonly Privilege[] =>
  Object.entries(roles).flatMap(([role, statements]) => {
    const own = calls.filter((call) => call.role === role && call.allowed);
    return statements
      .filter(({ Effect: effect }) => effect === "Allow")
      .flatMap((statement) =>
        listed(statement.Action).map((action) => {
          const used = own.filter((call) => uses(statement, action, call));
          const count = used.reduce((sum, call) => sum + call.count, 0);
          const reason = count > 0 ? undefined : reasonFor(justified, role, statement, action);
          return {
            role,
            sid: statement.Sid ?? "",
            action,
            resources: listed(statement.Resource),
            calls: count,
            ...(reason !== undefined && { reason }),
          };
        }),
      );
  });

/** Reasons for actions that are used, and not by accident, or not allowed. */
const staleReasons = (justified: Justifications, privileges: readonly Privilege[]): readonly string[] =>
  Object.entries(justified).flatMap(([role, reasons]) =>
    Object.entries(reasons).flatMap(([key, reason]) => {
      const own = privileges.find(({ role: of, sid, action }) => of === role && `${sid} ${action}` === key);
      if (own === undefined) return [`STALE ${role} ${key}: a reason is given, but no policy allows it`];
      return own.calls === 0 || reason.startsWith(accidental)
        ? []
        : [`STALE ${role} ${key}: a reason is given, but it was used`];
    }),
  );

export const comparePrivileges = (
  roles: Roles,
  calls: readonly Call[],
  justified: Justifications,
  required: Required = {},
): Comparison => {
  const privileges = privilegesOf(roles, calls, justified);
  const seen = calls.filter(({ role }) => role in roles);
  const missing = seen
    .filter((call) => !call.allowed || !allows(roles[call.role] ?? [], call))
    .map(({ role, action, resource }) => `MISSING ${role} ${action} on ${resource}: it was called and is not allowed`);
  const unused = privileges
    .filter(({ calls: count, reason }) => count === 0 && reason === undefined)
    .filter(({ role, action }) => required[role]?.[action] === undefined)
    .map(({ role, action, sid }) => `UNUSED ${role} ${action} (${sid}): allowed, never used, and no reason is given`);
  const findings = [
    ...missing,
    ...missingRequirements(roles, required),
    ...unused,
    ...staleReasons(justified, privileges),
  ];
  return { privileges, findings: [...new Set(findings)] };
};
