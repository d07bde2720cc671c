/** Whether the raw zone's bucket is closed to the principals, whatever their own policies say. Pure. */
import { listed, matchesPattern } from "../policy-pattern.ts";
import type { Problem } from "../validation/problem.ts";
import type { GovernedStack } from "../documents/deployment.ts";

interface Statement {
  readonly Effect?: string;
  readonly Action?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

const deniesReads = (action: string): boolean => ["s3:*", "s3:Get*", "s3:GetObject", "s3:GetObject*"].includes(action);

/** Roles that a denial exempts; `undefined` if it isn't a denial of reading by role. */
const exempted = (statement: Statement): readonly string[] | undefined => {
  if (statement.Effect !== "Deny" || !listed(statement.Action).some(deniesReads)) return undefined;
  const conditions = Object.entries(statement.Condition ?? {});
  const [operator, keys] = conditions.length === 1 ? (conditions[0] ?? []) : [];
  if (operator === undefined || !/^(Arn|String)Not(Like|Equals)$/.test(operator)) return undefined;
  const roles = keys?.["aws:PrincipalArn"];
  return roles === undefined ? undefined : listed(roles);
};

/** @param policy the bucket's policy as a parsed document; `undefined` if it has none */
export const rawBucketFindings = (policy: unknown, { principals }: GovernedStack): readonly Problem[] => {
  const statements = (policy as { Statement?: readonly Statement[] } | undefined)?.Statement ?? [];
  const denials = statements.map(exempted).filter((roles) => roles !== undefined);
  return principals
    .filter(({ role }) => !denials.some((roles) => !roles.some((pattern) => matchesPattern(pattern, role))))
    .map(({ name, role }) => ({
      code: "ACCESS_RAW_READABLE",
      place: `bucket of the raw zone, principal ${name}`,
      message: `no denial keeps ${role} from reading objects, which contain personal values in plain text`,
      fix: "deploy the stack again; the bucket's policy admits only the jobs",
    }));
};
