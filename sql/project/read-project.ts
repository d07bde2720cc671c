/** Reads the SQL files from their folders; the rules are in the neighboring files. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import type { Bundle } from "../../model/documents/contract-bundle.ts";
import type { CheckedDashboard } from "../../model/dashboards/checked.ts";
import type { CheckedMail } from "../../model/mails/check.ts";
import { ProblemsError, type Problem } from "../../model/validation/problem.ts";
import { resolveProject } from "./resolve-project.ts";
import type { SourceFile } from "./source-text.ts";
import type { Project } from "./types.ts";

export { resolveProject } from "./resolve-project.ts";

export const sqlFolder = resolve(import.meta.dirname, "..");

const isDeclaration = /\.(sql|ya?ml)$/i;

const filesIn = (folder: string, shown: string): readonly SourceFile[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => isDeclaration.test(file))
    .map((file) => ({
      file: join(shown, file).replaceAll("\\", "/"),
      // Some editors start a file with a byte order mark
      text: readFileSync(join(folder, file), "utf8").replace(/^\uFEFF/, ""),
    }));

/**
 * Files by the names that plans use for them: `sql/views/x.sql`, and `dashboards/x.yaml` and `mails/x.yaml` of the
 * neighboring folders, wherever these are. Includes everything that looks like a declaration, at any depth, so that
 * nothing is silently ignored.
 */
export const sourceFiles = (folder: string = sqlFolder): readonly SourceFile[] => [
  ...filesIn(folder, "sql"),
  ...["dashboards", "mails"].flatMap((name) => {
    const beside = join(folder, "..", name);
    return existsSync(beside) ? filesIn(beside, name) : [];
  }),
];

/** Problems of a folder's files, with paths relative to the working directory. */
export const withPaths = (
  problems: readonly Problem[],
  files: readonly Pick<SourceFile, "file">[],
  folder: string = sqlFolder,
): readonly Problem[] => {
  const pathOf = (file: string): string =>
    relative(process.cwd(), join(folder, relative("sql", file))).replaceAll("\\", "/");
  const inText = (text: string): string =>
    files.reduce((shown, { file }) => shown.replaceAll(file, () => pathOf(file)), text);
  return problems.map(({ code, place, message, fix }) => ({
    code,
    place: inText(place),
    message: inText(message),
    fix: inText(fix),
  }));
};

/** What is wrong with dashboards and mails; SQL is valid without them. */
export const dashboardProblems = (
  files: readonly Pick<CheckedDashboard | CheckedMail, "problems">[],
): readonly Problem[] => files.flatMap(({ problems }) => problems);

/**
 * The project that a folder's files declare, its warnings, and what is wrong with dashboards and mails.
 *
 * @throws ProblemsError with the problems of all SQL files
 */
export const checkProject = (
  contracts: Bundle,
  folder: string = sqlFolder,
): {
  readonly project: Project;
  readonly warnings: readonly Problem[];
  readonly dashboardProblems: readonly Problem[];
} => {
  const files = sourceFiles(folder);
  const { project, problems, warnings, dashboards, mails } = resolveProject(files, contracts);
  const broken = dashboardProblems([...dashboards, ...mails]);
  if (problems.length > 0) throw new ProblemsError("sql", withPaths([...problems, ...broken], files, folder));
  return {
    project,
    warnings: withPaths(warnings, files, folder),
    dashboardProblems: withPaths(broken, files, folder),
  };
};

/** Like `checkProject`, without warnings. */
export const readProject = (contracts: Bundle, folder: string = sqlFolder): Project =>
  checkProject(contracts, folder).project;
