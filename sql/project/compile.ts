/** The project as the curate job and the functions `govern` and `report` read it. Pure. */
import { createHash } from "node:crypto";
import type { SqlBundle } from "../../model/documents/sql-bundle.ts";
import { readersOf } from "./readers.ts";
import type { Project } from "./types.ts";

export interface CompiledSql {
  readonly bundle: SqlBundle;
  /** The bundle as stored: the same text for the same files, whatever their order. */
  readonly json: string;
  /** SHA-256 of `json`, hex. */
  readonly hash: string;
}

export const compileBundle = (project: Project): CompiledSql => {
  const { objects } = project;
  const bundle: SqlBundle = {
    formatVersion: 1,
    models: objects.flatMap(({ model }) => model ?? []),
    views: objects
      .filter(({ kind }) => kind === "view")
      .map(({ name, columns }) => ({
        name,
        columns: columns.map((column) => ({ name: column.name, classification: column.classification })),
      })),
    readers: readersOf(project),
  };
  const json = `${JSON.stringify(bundle)}\n`;
  return { bundle, json, hash: createHash("sha256").update(json).digest("hex") };
};
