/** YAML checked against a schema; every problem is reported with its place. Pure. */
import type { TSchema } from "typebox";
import { readBySchema } from "../../model/validation/schema-file.ts";
import type { Of } from "../../model/validation/schema.ts";
import type { YamlFile } from "../../model/validation/yaml-file.ts";
import type { ReportFile } from "../check/report.ts";

export interface CheckedYaml<Value> extends Pick<YamlFile, "offsetOf"> {
  readonly value: Value;
}

/** The text's value, or `undefined` once its problems are reported. Offsets are those of `text`. */
export const checkYaml = <Schema extends TSchema>(
  file: string,
  text: string,
  schema: Schema,
  report: ReportFile,
): CheckedYaml<Of<Schema>> | undefined => {
  const { yaml, value, problems } = readBySchema(file, text, schema, "SQL_HEADER");
  for (const { code, offset, message, fix } of problems) report(code, offset, message, fix);
  return yaml === undefined || value === undefined ? undefined : { value, offsetOf: yaml.offsetOf };
};
