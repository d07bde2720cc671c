/** Validates requests to the function: from the deployment, from nights, and from users who apply SQL. Pure. */
import { sqlAlias } from "../../model/governance/sql-alias.ts";
import { databaseName } from "../../model/names.ts";
import { ProblemsError, type Problem } from "../../model/validation/problem.ts";
import { environmentName, production } from "../../model/sql/environment.ts";

export interface EnvironmentRequest {
  readonly environment: string;
  /** Sources with a curated database in the environment. */
  readonly sources: readonly string[];
}

const actionsForSql = ["catalog", "environment", "remove environment"] as const;
const actions = ["settings", ...actionsForSql] as const;
type Action = (typeof actions)[number];

/** `arn:…:function:<name>[:<qualifier>]` */
const qualifierOf = (functionArn: string): string | undefined => functionArn.split(":")[7];

type Fields = Readonly<Record<string, unknown>>;

const shown = (value: unknown): string => (value === undefined ? "nothing" : JSON.stringify(value));

const problem = (place: string, message: string, fix: string): Problem => ({
  code: "GOVERN_REQUEST_INVALID",
  place,
  message,
  fix,
});

const environmentProblems = ({ environment }: Fields): readonly Problem[] => {
  const isPreview = typeof environment === "string" && environmentName.test(environment) && environment !== production;
  const allowed = `a lowercase letter, then up to 30 lowercase letters, digits and underscores, except "${production}"`;
  return isPreview
    ? []
    : [problem("environment", `found ${shown(environment)}, allowed is ${allowed}`, "choose another name")];
};

const databaseProblems = ({ databases }: Fields, known: readonly string[]): readonly Problem[] => {
  const fix = "name the curated databases for which the environment needs its own";
  const allowed = `allowed values are ${known.join(", ")}`;
  if (!Array.isArray(databases) || databases.length === 0) {
    return [problem("databases", `found ${shown(databases)}, must be a list with at least one; ${allowed}`, fix)];
  }
  return databases.flatMap((database: unknown, index) =>
    known.some((name) => name === database)
      ? []
      : [problem(`databases[${index}]`, `found ${shown(database)}, ${allowed}`, fix)],
  );
};

const refuse = (problems: readonly Problem[]): void => {
  if (problems.length > 0) throw new ProblemsError("request to govern", problems);
};

const fieldsOf = (event: unknown): Fields => (typeof event === "object" && event !== null ? (event as Fields) : {});

/**
 * @param functionArn ARN by which the function was invoked, with its alias
 * @throws ProblemsError GOVERN_REQUEST_INVALID, as the functions below
 */
export const readAction = (event: unknown, functionArn: string): Action => {
  const { action } = fieldsOf(event);
  // the action settings appoints administrators, which users who apply SQL must not do
  const allowed: readonly Action[] = qualifierOf(functionArn) === sqlAlias ? actionsForSql : actions;
  const found = allowed.find((known) => known === action);
  if (found !== undefined) return found;
  const message = `found ${shown(action)}, allowed values are ${allowed.map(shown).join(", ")}`;
  throw new ProblemsError("request to govern", [problem("action", message, "ask for one of these")]);
};

/**
 * The group whose night it is; `undefined` if the whole catalog is to be governed.
 *
 * @param groups of the deployed contracts
 */
export const readGroup = (event: unknown, groups: readonly string[]): string | undefined => {
  const { group } = fieldsOf(event);
  const found = groups.find((known) => known === group);
  if (group === undefined || found !== undefined) return found;
  const message = `found ${shown(group)}, allowed values are ${groups.join(", ")}, or nothing for the whole catalog`;
  throw new ProblemsError("request to govern", [problem("group", message, "name the group whose night it is")]);
};

/** @param sources of the deployed contracts */
export const readEnvironment = (event: unknown, sources: readonly string[]): EnvironmentRequest => {
  const fields = fieldsOf(event);
  const byDatabase = new Map(sources.map((source) => [databaseName(source, "curated"), source]));
  refuse([...environmentProblems(fields), ...databaseProblems(fields, [...byDatabase.keys()])]);
  const wanted = fields["databases"] as readonly string[];
  return {
    environment: fields["environment"] as string,
    sources: [...byDatabase].filter(([database]) => wanted.includes(database)).map(([, source]) => source),
  };
};

/** An environment is always removed as a whole. */
export const readRemoval = (event: unknown, sources: readonly string[]): EnvironmentRequest => {
  const fields = fieldsOf(event);
  refuse(environmentProblems(fields));
  return { environment: fields["environment"] as string, sources };
};
