import type { Locations } from "../../sources/connectors.ts";
import type { TSchema } from "typebox";
import { part, readDocument } from "../../model/documents/document.ts";
import { maintenanceSettings, type Maintenance } from "../../model/maintenance.ts";
import { parseJson } from "../../model/validation/json.ts";
import { map, optional, text, type Of } from "../../model/validation/schema.ts";
import { ProblemsError, type Problem } from "../../model/validation/problem.ts";

type Variables = Readonly<Record<string, string | undefined>>;

const missing = (name: string): Problem => ({
  code: "ENVIRONMENT_VARIABLE_MISSING",
  place: name,
  message: "the function's environment has no value for it",
  fix: "deploy the stack again; the program sets it",
});

/** Values of the named variables; a single error names all that are missing or empty. */
export const requireVariables = <Name extends string>(
  variables: Variables,
  names: readonly Name[],
): Readonly<Record<Name, string>> => {
  const problems = names.filter((name) => (variables[name] ?? "") === "").map(missing);
  if (problems.length > 0) throw new ProblemsError("environment of the function", problems);
  return Object.fromEntries(names.map((name) => [name, variables[name] ?? ""])) as Record<Name, string>;
};

/** A variable that must be a positive number. */
export const positiveNumber = (name: string, text: string): number => {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  const problem: Problem = {
    code: "ENVIRONMENT_VARIABLE_INVALID",
    place: name,
    message: `"${text}" is not a positive number`,
    fix: "correct the stack's config and deploy again",
  };
  throw new ProblemsError("environment of the function", [problem]);
};

/**
 * A variable whose value is JSON, as the program sets it.
 *
 * @throws ProblemsError ENVIRONMENT_VARIABLE_INVALID, every problem at once
 */
export const jsonVariable = <Schema extends TSchema>(
  name: string,
  text: string,
  schema: Schema,
  fix = "deploy the stack again; the program sets it",
): Of<Schema> => {
  const kind = { name: "environment of the function", code: "ENVIRONMENT_VARIABLE_INVALID", fix, schema };
  // Anything that is not JSON is checked against the schema as text
  return readDocument(kind, parseJson(text) ?? text, name);
};

const locations = map(
  'a map such as {"<source>": {"address": "…", "secretId": "…"}}',
  text,
  part("a map with address and secretId", { address: text, secretId: optional(text) }),
  { minProperties: 1 },
);

/** `SOURCES`: the location of each source. */
export const parseLocations = (value: string): Locations =>
  new Map(
    Object.entries(
      jsonVariable("SOURCES", value, locations, "correct lakehouse:sources in the stack's config and deploy again"),
    ),
  );

/** `MAINTENANCE`: the stack's settings and the role of its optimizers. */
export const parseMaintenance = (value: string): Maintenance =>
  jsonVariable(
    "MAINTENANCE",
    value,
    maintenanceSettings,
    "correct lakehouse:maintenance in the stack's config and deploy again",
  );

/** The account in an ARN. */
export const accountOf = (arn: string): string => arn.split(":")[4] ?? "";
