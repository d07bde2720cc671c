/** Reads a dashboard's file on its own and checks it against the schema. Pure. */
import { readBySchema } from "../validation/schema-file.ts";
import type { YamlFile } from "../validation/yaml-file.ts";
import type { Problem } from "../validation/problem.ts";
import { dashboardSchema, type Dashboard } from "./definition.ts";

export interface ReadDashboard {
  readonly file: string;
  readonly yaml?: YamlFile;
  /** Absent if the file can't be read. */
  readonly dashboard?: Dashboard;
  readonly problems: readonly Problem[];
}

/** @param file display path, e.g. `dashboards/operations.yaml` */
export const readDashboard = (file: string, text: string): ReadDashboard => {
  const { value, ...read } = readBySchema(file, text, dashboardSchema, "DASHBOARD");
  return { ...read, ...(value !== undefined && { dashboard: value }) };
};
