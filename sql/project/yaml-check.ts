/** YAML held to a JSON Schema; every problem is told with its place. Pure. */
import { Ajv, type ValidateFunction } from "ajv";
import { schemaProblem } from "../../model/validation/schema-problem.ts";
import { readYaml, type Path } from "../../model/validation/yaml-file.ts";
import type { ReportFile } from "../check/report.ts";
import { exposureSchema, modelHeaderSchema, viewHeaderSchema } from "./header-schema.ts";
import type { ExposureFile, ModelHeader, ViewHeader } from "./header-schema.ts";

const ajv = new Ajv({ allErrors: true, verbose: true, allowUnionTypes: true });
export const validators = {
  model: ajv.compile<ModelHeader>(modelHeaderSchema),
  view: ajv.compile<ViewHeader>(viewHeaderSchema),
  exposure: ajv.compile<ExposureFile>(exposureSchema),
};

const codes = { missing: "SQL_HEADER_MISSING", unknown: "SQL_HEADER_UNKNOWN", value: "SQL_HEADER_VALUE" } as const;

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
  for (const { kind, path, message, fix } of (validate.errors ?? []).flatMap((error) => schemaProblem(error) ?? [])) {
    report(codes[kind], offsetOf(path), message, fix);
  }
  return undefined;
};
