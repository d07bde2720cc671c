/** YAML held to a JSON Schema; every problem is told with its place. Pure. */
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { found } from "../../model/contracts/fields.ts";
import { writeNearest } from "../../model/contracts/suggestion.ts";
import { readYaml, type Path, type YamlFile } from "../../model/contracts/yaml-file.ts";
import type { ReportFile } from "../check/report.ts";
import { exposureSchema, modelHeaderSchema, viewHeaderSchema } from "./header-schema.ts";
import type { ExposureFile, ModelHeader, ViewHeader } from "./header-schema.ts";

const ajv = new Ajv({ allErrors: true, verbose: true, allowUnionTypes: true });
export const validators = {
  model: ajv.compile<ModelHeader>(modelHeaderSchema),
  view: ajv.compile<ViewHeader>(viewHeaderSchema),
  exposure: ajv.compile<ExposureFile>(exposureSchema),
};

interface Schema {
  readonly title?: string;
  readonly properties?: object;
}

const pathOf = ({ instancePath }: ErrorObject): Path =>
  instancePath
    .split("/")
    .slice(1)
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step.replaceAll("~1", "/").replaceAll("~0", "~")));

const reportError = (report: ReportFile, file: YamlFile, error: ErrorObject): void => {
  const schema = (error.parentSchema ?? {}) as Schema;
  const path = pathOf(error);
  const names = Object.keys(schema.properties ?? {});
  const parameters: Readonly<Record<string, unknown>> = error.params;
  const title = schema.title ?? "what is allowed here";
  if (error.keyword === "required") {
    const name = String(parameters["missingProperty"]);
    const message = `"${name}" is missing; ${title} has ${names.join(", ")}`;
    report("SQL_HEADER_MISSING", file.offsetOf(path), message, `add "${name}: …"`);
  } else if (error.keyword === "additionalProperties") {
    const name = String(parameters["additionalProperty"]);
    const message = `"${name}" is not allowed here; ${title} has ${names.join(", ")}`;
    report("SQL_HEADER_UNKNOWN", file.offsetOf([...path, name]), message, writeNearest(name, names, "take it out"));
  } else if (error.propertyName !== undefined) {
    const message = `"${error.propertyName}" is not ${title}`;
    report("SQL_HEADER_VALUE", file.offsetOf([...path, error.propertyName]), message, "correct the name");
  } else if (error.keyword !== "propertyNames") {
    const isCount = ["uniqueItems", "minItems", "minProperties", "maxProperties"].includes(error.keyword);
    const message = `${found(error.data)} is not ${title}${isCount ? `: it ${error.message ?? ""}` : ""}`;
    report("SQL_HEADER_VALUE", file.offsetOf(path), message, `write ${title}`);
  }
};

export interface CheckedYaml<Value> {
  readonly value: Value;
  readonly offsetOf: (path: Path) => number;
}

/** The text's value, or undefined once its problems are told. Offsets are those of `text`. */
export const checkYaml = <Value>(
  file: string,
  text: string,
  validate: ValidateFunction<Value>,
  report: ReportFile,
): CheckedYaml<Value> | undefined => {
  const yaml = readYaml(file, text.trim() === "" ? "{}" : text);
  if ("message" in yaml) {
    const message = `the text is not YAML: ${yaml.message}`;
    report("SQL_HEADER_YAML", yaml.offset, message, "correct the syntax; text with a colon or a # needs quotes");
    return undefined;
  }
  const { value, offsetOf } = yaml;
  if (validate(value)) return { value, offsetOf };
  for (const error of validate.errors ?? []) reportError(report, yaml, error);
  return undefined;
};
