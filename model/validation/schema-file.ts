/** Reads a YAML file on its own and checks it against its schema. Pure. */
import type { TSchema } from "typebox";
import { checkSchema } from "./check-schema.ts";
import type { Problem } from "./problem.ts";
import type { Of } from "./schema.ts";
import { readYaml, type YamlFile } from "./yaml-file.ts";

/** With the subject's codes: `<subject>_YAML`, `_MISSING`, `_UNKNOWN`, and `_VALUE`. */
export interface FileProblem<Subject extends string> extends Problem {
  readonly code: `${Subject}_${"YAML" | "MISSING" | "UNKNOWN" | "VALUE"}`;
  /** Offset in the text of what the problem is about. */
  readonly offset: number;
}

export interface ReadFile<Value, Subject extends string = string> {
  readonly file: string;
  /** Absent if the text isn't YAML. */
  readonly yaml?: YamlFile;
  /** Absent if the value violates the schema. */
  readonly value?: Value;
  readonly problems: readonly FileProblem<Subject>[];
}

const codeEnds = { missing: "MISSING", unknown: "UNKNOWN", value: "VALUE" } as const;

/** @param file display path, e.g. `dashboards/operations.yaml` */
export const readBySchema = <Schema extends TSchema, const Subject extends string>(
  file: string,
  text: string,
  schema: Schema,
  subject: Subject,
): ReadFile<Of<Schema>, Subject> => {
  const yaml = readYaml(file, text.trim() === "" ? "{}" : text);
  if ("message" in yaml) {
    const { place, offset, message: reason } = yaml;
    const message = `the text is not YAML: ${reason}`;
    const fix = "correct the syntax; text with a colon or a # needs quotes";
    return { file, problems: [{ code: `${subject}_YAML`, place, offset, message, fix }] };
  }
  const { problems = [], ...checked } = checkSchema(schema, yaml.value);
  return {
    file,
    yaml,
    ...checked,
    problems: problems.map(({ kind, path, message, fix }) => ({
      code: `${subject}_${codeEnds[kind]}` as const,
      place: yaml.placeOf(path),
      offset: yaml.offsetOf(path),
      message,
      fix,
    })),
  };
};
