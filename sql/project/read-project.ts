/** Reads the SQL files from their folders; the rules are beside it. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import type { Bundle } from "../../model/dataset.ts";
import { ProblemsError } from "../../model/problem.ts";
import { resolveProject } from "./resolve-project.ts";
import type { SourceFile } from "./source-text.ts";
import type { Project } from "./types.ts";

export { resolveProject } from "./resolve-project.ts";

export const sqlFolder = resolve(import.meta.dirname, "..");

const contents = { curated: ".sql", views: ".sql", redshift: ".sql", exposures: ".yaml" } as const;

/** Files as they are shown to people: `sql/views/x.sql`, wherever the folder is. */
export const sourceFiles = (folder: string = sqlFolder): readonly SourceFile[] =>
  Object.entries(contents).flatMap(([name, ending]) => {
    const below = join(folder, name);
    const files = existsSync(below) ? readdirSync(below).filter((file) => file.endsWith(ending)) : [];
    return files.map((file) => ({
      file: join("sql", relative(folder, join(below, file))).replaceAll("\\", "/"),
      text: readFileSync(join(below, file), "utf8"),
    }));
  });

/**
 * The project that a folder's files declare.
 *
 * @throws ProblemsError with the problems of all files
 */
export const readProject = (contracts: Bundle, folder: string = sqlFolder): Project => {
  const { project, problems } = resolveProject(sourceFiles(folder), contracts);
  if (problems.length > 0) throw new ProblemsError("sql", problems);
  return project;
};
