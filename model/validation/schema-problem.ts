/** Turns JSON Schema errors about a YAML file into messages with places. Pure. */
import type { ErrorObject } from "ajv";
import { found } from "./found.ts";
import { writeNearest } from "./suggestion.ts";
import type { Path } from "./path.ts";

/** A schema's `title` says what is allowed; `properties` which names; `oneOf`, with a discriminator, which kinds. */
interface Schema {
  readonly title?: string;
  readonly properties?: object;
  readonly oneOf?: readonly { readonly properties?: Readonly<Record<string, { readonly const?: string }>> }[];
}

export interface SchemaProblem {
  readonly kind: "missing" | "unknown" | "value";
  readonly path: Path;
  readonly message: string;
  readonly fix: string;
  /** The member that is missing at `path`. */
  readonly missing?: string;
}

const pathOf = ({ instancePath }: ErrorObject): Path =>
  instancePath
    .split("/")
    .slice(1)
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step.replaceAll("~1", "/").replaceAll("~0", "~")));

const kindsOf = ({ oneOf = [] }: Schema, tag: string): readonly string[] =>
  oneOf.flatMap(({ properties }) => properties?.[tag]?.const ?? []);

/** A problem with the member that selects one of several kinds of maps. */
const kindProblem = (path: Path, schema: Schema, title: string, tag: string, value: unknown): SchemaProblem => {
  const kinds = kindsOf(schema, tag);
  const known = kinds.join(", ");
  if (value === undefined) {
    return {
      kind: "missing",
      path,
      message: `"${tag}" is missing; ${title} has one of ${known}`,
      fix: `add "${tag}: …"`,
      missing: tag,
    };
  }
  const message = `${found(value)} is not a ${tag}; there are ${known}`;
  const fix = typeof value === "string" ? writeNearest(value, kinds, "write one of them") : "write one of them";
  return { kind: "value", path: [...path, tag], message, fix };
};

/** @returns `undefined` for an error that only repeats another one's cause */
export const schemaProblem = (error: ErrorObject): SchemaProblem | undefined => {
  const schema = (error.parentSchema ?? {}) as Schema;
  const path = pathOf(error);
  const names = Object.keys(schema.properties ?? {});
  const parameters: Readonly<Record<string, unknown>> = error.params;
  const title = schema.title ?? "what is allowed here";
  if (error.keyword === "required") {
    const name = String(parameters["missingProperty"]);
    if (kindsOf(schema, name).length > 0) return kindProblem(path, schema, title, name, undefined);
    const message = `"${name}" is missing; ${title} has ${names.join(", ")}`;
    return { kind: "missing", path, message, fix: `add "${name}: …"`, missing: name };
  }
  if (error.keyword === "additionalProperties") {
    const name = String(parameters["additionalProperty"]);
    const message = `"${name}" is not allowed here; ${title} has ${names.join(", ")}`;
    return { kind: "unknown", path: [...path, name], message, fix: writeNearest(name, names, "remove it") };
  }
  if (error.keyword === "discriminator") {
    // A missing one is in the list of required members too
    if (parameters["tagValue"] === undefined) return undefined;
    return kindProblem(path, schema, title, String(parameters["tag"]), parameters["tagValue"]);
  }
  if (error.propertyName !== undefined) {
    const message = `"${error.propertyName}" is not ${title}`;
    return { kind: "value", path: [...path, error.propertyName], message, fix: "correct the name" };
  }
  if (error.keyword === "propertyNames") return undefined;
  const isCount = ["uniqueItems", "minItems", "minProperties", "maxProperties"].includes(error.keyword);
  const message = `${found(error.data)} is not ${title}${isCount ? `: it ${error.message ?? ""}` : ""}`;
  const words: unknown = error.keyword === "enum" ? parameters["allowedValues"] : undefined;
  const isSlip = typeof error.data === "string" && Array.isArray(words);
  const fix = isSlip ? writeNearest(String(error.data), words.map(String), `write ${title}`) : `write ${title}`;
  return { kind: "value", path, message, fix };
};
