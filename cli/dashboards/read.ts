/** The repository's dashboards and mails, checked against its contracts, models and views. */
import { join } from "node:path";
import { loadContracts } from "../../contracts/index.ts";
import type { CheckedDashboard } from "../../model/dashboards/checked.ts";
import type { CheckedMail } from "../../model/mails/check.ts";
import { ProblemsError } from "../../model/validation/problem.ts";
import { contractsFolder, repositoryRoot } from "../folders.ts";

interface Shown {
  readonly dashboards: readonly CheckedDashboard[];
  readonly mails: readonly CheckedMail[];
}

const sqlFolder = join(repositoryRoot, "sql");

/**
 * The returned function reads the files on each call. It throws if models or views are invalid, because nothing can be
 * read then.
 */
export const readShown = async (): Promise<() => Shown> => {
  // The SQL grammars take a moment to load; only SQL commands need them.
  const { resolveProject, sourceFiles, withPaths } = await import("../../sql/project/read-project.ts");
  let last: { readonly texts: string; readonly shown: Shown } | undefined;
  return () => {
    const files = sourceFiles(sqlFolder);
    const { bundle, hash } = loadContracts(contractsFolder);
    const texts = JSON.stringify([hash, files]);
    // Resolving takes a second, and a page requests dozens of visuals
    if (last?.texts === texts) return last.shown;
    const { dashboards, mails, problems } = resolveProject(files, bundle);
    if (problems.length > 0) throw new ProblemsError("sql", withPaths(problems, files, sqlFolder));
    const shown = { dashboards, mails };
    last = { texts, shown };
    return shown;
  };
};

/** Like `readShown`, for dashboards only. */
export const readDashboards = async (): Promise<() => readonly CheckedDashboard[]> => {
  const read = await readShown();
  return () => read().dashboards;
};
