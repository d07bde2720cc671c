/** Checks a contract against the Open Data Contract Standard's own JSON Schema. */
import { Ajv2019, type AnySchemaObject, type ErrorObject } from "ajv/dist/2019.js";
import formats from "ajv-formats";
// Unchanged from https://github.com/bitol-io/open-data-contract-standard/blob/main/schema/odcs-json-schema-v3.1.0.json
import { found } from "../validation/found.ts";
import schema from "./odcs-v3.1.0.schema.json" with { type: "json" };
import type { Report } from "./report.ts";
import { nearest, writeNearest } from "../validation/suggestion.ts";
import type { Path } from "../validation/path.ts";
import type { YamlFile } from "../validation/yaml-file.ts";

// strict mode rejects keywords that the standard's schema uses, such as "deprecated"
const ajv = formats.default(new Ajv2019({ allErrors: true, strict: false, verbose: true }));
const validate = ajv.compile(schema);

interface Violation {
  readonly path: Path;
  readonly message: string;
  readonly fix: string;
  /** Path at which other rules report a consequence of this: a misspelled field reads as absent. */
  readonly cause?: Path;
}

const unescape = (step: string): string => step.replaceAll("~1", "/").replaceAll("~0", "~");

const pathOf = (error: ErrorObject): Path => {
  const steps = error.instancePath.split("/").slice(1).map(unescape);
  return steps.map((step) => (/^\d+$/.test(step) ? Number(step) : step));
};

const isSchema = (value: unknown): value is AnySchemaObject => typeof value === "object" && value !== null;

/** Property names that a schema mentions anywhere at its own level, including branches and references. */
const knownNames = (part: unknown, seen: Set<unknown> = new Set<unknown>()): readonly string[] => {
  if (!isSchema(part) || seen.has(part)) return [];
  seen.add(part);
  const keywords: Readonly<Record<string, unknown>> = part;
  const reference = keywords["$ref"];
  const definitions: Readonly<Record<string, unknown>> = schema.$defs;
  const branches = ["allOf", "anyOf", "oneOf"].flatMap((keyword) => keywords[keyword] ?? []);
  return [
    ...Object.keys(keywords["properties"] ?? {}),
    ...[...branches, keywords["if"], keywords["then"], keywords["else"]].flatMap((branch) => knownNames(branch, seen)),
    ...(typeof reference === "string" ? knownNames(definitions[reference.replace("#/$defs/", "")], seen) : []),
  ];
};

const unknownField = (path: Path, name: string, error: ErrorObject): readonly Violation[] => {
  const names = [...new Set(knownNames(error.parentSchema))].sort();
  // A failing branch leaves its fields unevaluated, so the validator names known fields too
  if (names.includes(name)) return [];
  const meant = nearest(name, names);
  const message = `"${name}" is not a field of ODCS here; fields are ${names.join(", ")}`;
  return [
    {
      path: [...path, name],
      message,
      fix: writeNearest(name, names, "remove it, or make it a custom property"),
      ...(meant !== undefined && { cause: [...path, meant] }),
    },
  ];
};

const violations = (error: ErrorObject): readonly Violation[] => {
  const path = pathOf(error);
  const parameters: Readonly<Record<string, unknown>> = error.params;
  switch (error.keyword) {
    case "additionalProperties":
      return unknownField(path, String(parameters["additionalProperty"]), error);
    case "unevaluatedProperties":
      return unknownField(path, String(parameters["unevaluatedProperty"]), error);
    case "required": {
      const name = String(parameters["missingProperty"]);
      return [{ path: [...path, name], message: `"${name}" is missing; ODCS requires it`, fix: "add it" }];
    }
    case "if":
      return [];
    case "type": {
      const allowed = String(parameters["type"]);
      const message = `${found(error.data)} violates ODCS: it must be ${allowed}`;
      const fix = allowed === "boolean" ? "write true or false" : "write what the standard allows";
      return [{ path, message, fix, cause: path }];
    }
    default:
      return [
        {
          path,
          message: `${found(error.data)} violates ODCS: it ${error.message ?? "is not allowed"}`,
          fix: "write what the standard allows",
        },
      ];
  }
};

const isCombinator = (error: ErrorObject): boolean => error.keyword === "oneOf" || error.keyword === "anyOf";

/**
 * If all alternatives fail, the validator reports every branch. This keeps the errors that say more than that another
 * form was expected; if there are none, it keeps the alternative as a whole.
 */
const withoutBranches = (errors: readonly ErrorObject[]): readonly ErrorObject[] => {
  const combinators = errors.filter(isCombinator);
  const says = (error: ErrorObject): boolean => !isCombinator(error) && error.keyword !== "type";
  return errors.filter((error) => {
    const around = combinators.filter((combinator) => error.instancePath === combinator.instancePath);
    if (around.length === 0) return true;
    const below = errors.filter((other) => other.instancePath.startsWith(error.instancePath) && says(other));
    return below.length > 0 ? says(error) : isCombinator(error);
  });
};

/** Reports violations of the standard, except where one of our rules has already reported the same place. */
export const checkStandard = (report: Report, file: YamlFile): void => {
  if (validate(file.value)) return;
  const key = (path: Path): string => JSON.stringify(path);
  const found = withoutBranches(validate.errors ?? []).flatMap(violations);
  for (const { cause } of found) if (cause !== undefined) report.takeBack(cause);
  const reported = new Set(report.problems.map((problem) => key(problem.path)));
  for (const { path, message, fix } of found) {
    if (reported.has(key(path))) continue;
    reported.add(key(path));
    report.add("CONTRACT_ODCS", path, message, fix);
  }
};
