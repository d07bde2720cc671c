import type { Maintenance } from "../../model/maintenance.ts";
import { ProblemsError } from "../../model/problem.ts";

const meant: Readonly<Record<keyof Maintenance, "boolean" | "string" | "number">> = {
  enabled: "boolean",
  catalogId: "string",
  role: "string",
  minimumInputFiles: "number",
  deleteFileThreshold: "number",
  snapshotDays: "number",
  snapshotsKept: "number",
  orphanFileDays: "number",
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

/**
 * @param text value of the function's variable MAINTENANCE
 * @throws ProblemsError ENVIRONMENT_VARIABLE_INVALID
 */
export const parseMaintenance = (text: string): Maintenance => {
  const value = parsed(text);
  const fields = new Map(Object.entries(typeof value === "object" && value !== null ? value : {}));
  const wrong = Object.entries(meant)
    .filter(([name, type]) => typeof fields.get(name) !== type)
    .map(([name, type]) => `${name} is not a ${type}`);
  if (wrong.length === 0) return value as Maintenance;
  throw new ProblemsError("environment of the function", [
    {
      code: "ENVIRONMENT_VARIABLE_INVALID",
      place: "MAINTENANCE",
      message: wrong.join(", "),
      fix: "deploy the stack again, the program sets it",
    },
  ]);
};
