/** A dashboard's file by itself: its text held to the schema. Pure. */
import { Ajv } from "ajv";
import formats from "ajv-formats";
import { readBySchema } from "../validation/schema-file.ts";
import type { YamlFile } from "../validation/yaml-file.ts";
import type { Problem } from "../validation/problem.ts";
import type { Dashboard } from "./definition.ts";
import { dashboardSchema } from "./schema.ts";

const ajv = new Ajv({ allErrors: true, verbose: true, allowUnionTypes: true, discriminator: true });
formats.default(ajv, ["date"]);
const validate = ajv.compile<Dashboard>(dashboardSchema);

export interface ReadDashboard {
  readonly file: string;
  readonly yaml?: YamlFile;
  /** Absent when the file can't be read. */
  readonly dashboard?: Dashboard;
  readonly problems: readonly Problem[];
}

/** @param file as it is shown, e.g. `dashboards/operations.yaml` */
export const readDashboard = (file: string, text: string): ReadDashboard => {
  const { value, ...read } = readBySchema(file, text, validate, "DASHBOARD");
  return { ...read, ...(value !== undefined && { dashboard: value }) };
};
