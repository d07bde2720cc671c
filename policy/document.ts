/** Policy documents in parsed form: what AWS allows as one value or a list is always a list here. */

export interface Statement {
  readonly sid: string;
  readonly allows: boolean;
  /** Values of `Principal` without their kinds; `*` for anybody. Empty in role policies. */
  readonly principals: readonly string[];
  readonly servicePrincipals: readonly string[];
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Whether `NotAction`, `NotResource`, or `NotPrincipal` is used: what it admits can't be listed. */
  readonly inverted: boolean;
  /** Condition keys in lower case → values, whatever the operator. */
  readonly conditions: ReadonlyMap<string, readonly string[]>;
}

const list = (value: unknown): string[] => (value === undefined ? [] : [value].flat().map(String));

const principalsOf = (principal: unknown): string[] =>
  typeof principal === "object" && principal !== null ? Object.values(principal).flatMap(list) : list(principal);

const conditionsOf = (condition: unknown): Map<string, string[]> =>
  new Map(
    Object.values((condition ?? {}) as Record<string, Record<string, unknown>>).flatMap((operands) =>
      Object.entries(operands).map(([key, value]) => [key.toLowerCase(), list(value)] as const),
    ),
  );

/** A service has the same name in all partitions, except for some that are named by their region's endpoint. */
export const isService = (principal: string): boolean => /^[^:]*\.amazonaws\.(com|com\.cn|eu)$/.test(principal);

const statement = (raw: Readonly<Record<string, unknown>>): Statement => {
  const principals = principalsOf(raw["Principal"]);
  return {
    sid: typeof raw["Sid"] === "string" ? raw["Sid"] : "without a Sid",
    allows: raw["Effect"] === "Allow",
    principals,
    servicePrincipals: principals.filter(isService),
    actions: list(raw["Action"]),
    resources: list(raw["Resource"]),
    inverted: "NotAction" in raw || "NotResource" in raw || "NotPrincipal" in raw,
    conditions: conditionsOf(raw["Condition"]),
  };
};

/** Statements of a policy given as JSON; none if there is no policy. */
export const statementsOf = (policy: unknown): readonly Statement[] => {
  if (typeof policy !== "string" || policy === "") {
    return [];
  }
  const { Statement: statements } = JSON.parse(policy) as { Statement?: unknown };
  return [statements ?? []].flat().map((raw) => statement(raw as Record<string, unknown>));
};

export const allowsOf = (policy: unknown): readonly Statement[] => statementsOf(policy).filter(({ allows }) => allows);

/** Whether a pattern such as `s3:Get*` covers an action; actions are case-insensitive. */
export const covers = (pattern: string, action: string): boolean =>
  new RegExp(
    `^${pattern
      .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".")}$`,
    "i",
  ).test(action);

/** The given `actions` that the statement covers. */
export const granted = (given: Statement, actions: readonly string[]): string[] =>
  actions.filter((action) => given.actions.some((pattern) => covers(pattern, action)));

export const isForAnybody = ({ principals }: Statement): boolean => principals.includes("*");

/** Conditions that limit anybody to an account, an organization, or a list of roles. */
const bounds = [
  "aws:principalaccount",
  "aws:principalarn",
  "aws:principalorgid",
  "aws:resourceaccount",
  "aws:sourceaccount",
  "aws:sourceowner",
  "kms:calleraccount",
];

/** Whether the statement admits anybody, from any account. */
export const isPublic = (statement: Statement): boolean =>
  statement.allows && isForAnybody(statement) && !bounds.some((key) => statement.conditions.has(key));

/** A complaint for each statement of a policy that admits anybody. */
export const publicStatements = (policy: unknown): readonly string[] =>
  statementsOf(policy)
    .filter(isPublic)
    .map(({ sid }) => `the statement ${sid} admits anybody`);

export const isEverything = ({ resources }: Statement): boolean => resources.includes("*");

/** Whether an action, or all of a service's (`s3:*`), is denied to anybody without TLS. */
export const refusesPlainText = (policy: unknown, action: string): boolean =>
  statementsOf(policy).some(
    (statement) =>
      !statement.allows &&
      isForAnybody(statement) &&
      granted(statement, [action]).length > 0 &&
      (statement.conditions.get("aws:securetransport") ?? []).includes("false"),
  );
