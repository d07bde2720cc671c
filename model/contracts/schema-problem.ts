/** What a JSON Schema found wrong with a YAML file, in words and with its place. Pure. */
import type { ErrorObject } from "ajv";
import { found } from "./fields.ts";
import { writeNearest } from "./suggestion.ts";
import type { Path } from "./yaml-file.ts";

/** `title` of a schema says what is allowed; `properties` which names. */
interface Schema {
  readonly title?: string;
  readonly properties?: object;
}

export interface SchemaProblem {
  readonly kind: "missing" | "unknown" | "value";
  readonly path: Path;
  readonly message: string;
  readonly fix: string;
}

const pathOf = ({ instancePath }: ErrorObject): Path =>
  instancePath
    .split("/")
    .slice(1)
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step.replaceAll("~1", "/").replaceAll("~0", "~")));

/** @returns nothing for an error that only repeats another one's cause */
export const schemaProblem = (error: ErrorObject): SchemaProblem | undefined => {
  const schema = (error.parentSchema ?? {}) as Schema;
  const path = pathOf(error);
  const names = Object.keys(schema.properties ?? {});
  const parameters: Readonly<Record<string, unknown>> = error.params;
  const title = schema.title ?? "what is allowed here";
  if (error.keyword === "required") {
    const name = String(parameters["missingProperty"]);
    const message = `"${name}" is missing; ${title} has ${names.join(", ")}`;
    return { kind: "missing", path, message, fix: `add "${name}: …"` };
  }
  if (error.keyword === "additionalProperties") {
    const name = String(parameters["additionalProperty"]);
    const message = `"${name}" is not allowed here; ${title} has ${names.join(", ")}`;
    return { kind: "unknown", path: [...path, name], message, fix: writeNearest(name, names, "take it out") };
  }
  if (error.propertyName !== undefined) {
    const message = `"${error.propertyName}" is not ${title}`;
    return { kind: "value", path: [...path, error.propertyName], message, fix: "correct the name" };
  }
  if (error.keyword === "propertyNames") return undefined;
  const isCount = ["uniqueItems", "minItems", "minProperties", "maxProperties"].includes(error.keyword);
  const message = `${found(error.data)} is not ${title}${isCount ? `: it ${error.message ?? ""}` : ""}`;
  return { kind: "value", path, message, fix: `write ${title}` };
};
