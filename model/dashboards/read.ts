/** A dashboard's file by itself: its text held to the schema. Pure. */
import { Ajv } from "ajv";
import formats from "ajv-formats";
import { schemaProblem } from "../contracts/schema-problem.ts";
import { readYaml, type YamlFile } from "../contracts/yaml-file.ts";
import type { Problem } from "../problem.ts";
import type { Dashboard } from "./definition.ts";
import { dashboardSchema } from "./schema.ts";

const ajv = new Ajv({ allErrors: true, verbose: true, allowUnionTypes: true, discriminator: true });
formats.default(ajv, ["date"]);
const validate = ajv.compile<Dashboard>(dashboardSchema);
const codes = { missing: "DASHBOARD_MISSING", unknown: "DASHBOARD_UNKNOWN", value: "DASHBOARD_VALUE" } as const;

export interface ReadDashboard {
  readonly file: string;
  readonly yaml?: YamlFile;
  /** Absent when the file can't be read. */
  readonly dashboard?: Dashboard;
  readonly problems: readonly Problem[];
}

/** @param file as it is shown, e.g. `dashboards/operations.yaml` */
export const readDashboard = (file: string, text: string): ReadDashboard => {
  const yaml = readYaml(file, text.trim() === "" ? "{}" : text);
  if ("message" in yaml) {
    const message = `the text is not YAML: ${yaml.message}`;
    const fix = "correct the syntax; text with a colon or a # needs quotes";
    return { file, problems: [{ code: "DASHBOARD_YAML", place: yaml.place, message, fix }] };
  }
  const { value, placeOf } = yaml;
  if (validate(value)) return { file, yaml, dashboard: value, problems: [] };
  const problems = (validate.errors ?? []).flatMap((error): readonly Problem[] => {
    const found = schemaProblem(error);
    if (found === undefined) return [];
    return [{ code: codes[found.kind], place: placeOf(found.path), message: found.message, fix: found.fix }];
  });
  return { file, yaml, problems };
};
