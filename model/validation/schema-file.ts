/** A YAML file held to its schema by itself. Pure. */
import type { ValidateFunction } from "ajv";
import type { Problem } from "./problem.ts";
import { schemaProblem } from "./schema-problem.ts";
import { readYaml, type YamlFile } from "./yaml-file.ts";

export interface ReadFile<Value> {
  readonly file: string;
  /** Absent when the text is no YAML. */
  readonly yaml?: YamlFile;
  /** Absent when the schema doesn't let it through. */
  readonly value?: Value;
  readonly problems: readonly Problem[];
}

/**
 * @param file as it is shown, e.g. `dashboards/operations.yaml`
 * @param subject begins the problems' codes: `<subject>_YAML`, `_MISSING`, `_UNKNOWN` and `_VALUE`
 */
export const readBySchema = <Value>(
  file: string,
  text: string,
  validate: ValidateFunction<Value>,
  subject: string,
): ReadFile<Value> => {
  const yaml = readYaml(file, text.trim() === "" ? "{}" : text);
  if ("message" in yaml) {
    const message = `the text is not YAML: ${yaml.message}`;
    const fix = "correct the syntax; text with a colon or a # needs quotes";
    return { file, problems: [{ code: `${subject}_YAML`, place: yaml.place, message, fix }] };
  }
  const { value, placeOf } = yaml;
  if (validate(value)) return { file, yaml, value, problems: [] };
  const problems = (validate.errors ?? []).flatMap((error): readonly Problem[] => {
    const found = schemaProblem(error);
    if (found === undefined) return [];
    const code = `${subject}_${found.kind.toUpperCase()}`;
    return [{ code, place: placeOf(found.path), message: found.message, fix: found.fix }];
  });
  return { file, yaml, problems };
};
