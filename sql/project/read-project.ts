/** Reads the SQL files from their folders; the rules are beside it. */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Bundle } from "../../model/dataset.ts";
import { ProblemsError } from "../../model/problem.ts";
import { resolveProject } from "./resolve-project.ts";
import type { SourceFile } from "./source-text.ts";
import type { Project } from "./types.ts";

export { resolveProject } from "./resolve-project.ts";

export const sqlFolder = resolve(import.meta.dirname, "..");

const isDeclaration = /\.(sql|ya?ml)$/i;

/**
 * Files as they are shown to people: `sql/views/x.sql`, wherever the folder is. Whatever looks like a declaration is among
 * them, wherever it lies, so that none is passed over without a word.
 */
export const sourceFiles = (folder: string = sqlFolder): readonly SourceFile[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => isDeclaration.test(file))
    .map((file) => ({
      file: join("sql", file).replaceAll("\\", "/"),
      // Some editors begin a file with a byte order mark
      text: readFileSync(join(folder, file), "utf8").replace(/^\uFEFF/, ""),
    }));

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
