import type { SourceSettings } from "../../aws/sources/source-client.ts";
import type { Maintenance } from "../../model/maintenance.ts";
import { ProblemsError, type Problem } from "../../model/validation/problem.ts";

type Variables = Readonly<Record<string, string | undefined>>;

const missing = (name: string): Problem => ({
  code: "ENVIRONMENT_VARIABLE_MISSING",
  place: name,
  message: "the function's environment has no value for it",
  fix: "deploy the stack again, the program sets it",
});

/** Values of the named variables; every one that is missing or empty is named at once. */
export const requireVariables = <Name extends string>(
  variables: Variables,
  names: readonly Name[],
): Readonly<Record<Name, string>> => {
  const problems = names.filter((name) => (variables[name] ?? "") === "").map(missing);
  if (problems.length > 0) throw new ProblemsError("environment of the function", problems);
  return Object.fromEntries(names.map((name) => [name, variables[name] ?? ""])) as Record<Name, string>;
};

/** A variable that has to be a positive number. */
export const positiveNumber = (name: string, text: string): number => {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  const problem: Problem = {
    code: "ENVIRONMENT_VARIABLE_INVALID",
    place: name,
    message: `"${text}" is not a positive number`,
    fix: "mend the stack's config and deploy again",
  };
  throw new ProblemsError("environment of the function", [problem]);
};

const isSettings = (value: unknown): value is SourceSettings =>
  typeof value === "object" &&
  value !== null &&
  "baseUrl" in value &&
  typeof value.baseUrl === "string" &&
  "secretId" in value &&
  typeof value.secretId === "string";

const parseOrUndefined = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

/** `SOURCES`: `{"<source>": {"baseUrl", "secretId"}}`. */
export const parseSources = (text: string): ReadonlyMap<string, SourceSettings> => {
  const value = parseOrUndefined(text);
  const entries: readonly [string, unknown][] =
    typeof value === "object" && value !== null ? Object.entries(value) : [];
  const wrong = entries.filter(([, settings]) => !isSettings(settings)).map(([name]) => name);
  if (entries.length > 0 && wrong.length === 0) return new Map(entries as [string, SourceSettings][]);
  const found =
    entries.length === 0 ? "it is not an object with sources" : `${wrong.join(", ")} lacks baseUrl or secretId`;
  const problem: Problem = {
    code: "ENVIRONMENT_VARIABLE_INVALID",
    place: "SOURCES",
    message: `${found}; allowed is {"<source>": {"baseUrl": "…", "secretId": "…"}}`,
    fix: "mend lakehouse:sources in the stack's config and deploy again",
  };
  throw new ProblemsError("environment of the function", [problem]);
};

const isMaintenance = (value: unknown): value is Maintenance =>
  typeof value === "object" &&
  value !== null &&
  "enabled" in value &&
  typeof value.enabled === "boolean" &&
  "snapshotRetentionDays" in value &&
  typeof value.snapshotRetentionDays === "number" &&
  "orphanFileRetentionDays" in value &&
  typeof value.orphanFileRetentionDays === "number" &&
  "roleArn" in value &&
  typeof value.roleArn === "string";

/** `MAINTENANCE`: the stack's settings and the role of its optimizers. */
export const parseMaintenance = (text: string): Maintenance => {
  const value = parseOrUndefined(text);
  if (isMaintenance(value)) return value;
  const problem: Problem = {
    code: "ENVIRONMENT_VARIABLE_INVALID",
    place: "MAINTENANCE",
    message: `found ${text}; allowed is {"enabled", "snapshotRetentionDays", "orphanFileRetentionDays", "roleArn"}`,
    fix: "mend lakehouse:maintenance in the stack's config and deploy again",
  };
  throw new ProblemsError("environment of the function", [problem]);
};

/** The account in an ARN. */
export const accountOf = (arn: string): string => arn.split(":")[4] ?? "";
