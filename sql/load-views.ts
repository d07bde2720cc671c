import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Bundle } from "../model/dataset.ts";
import { databaseName, quarantineTableName } from "../model/names.ts";
import { ProblemsError } from "../model/problem.ts";
import { parseViewFile } from "./view-file.ts";
import { planViews } from "./view-plan.ts";
import type { View } from "./view.ts";

export const viewsFolder = join(import.meta.dirname, "views");

/** `<database>.<table>` of every table that the contracts lead to. */
export const contractTables = (bundle: Bundle): ReadonlySet<string> =>
  new Set(
    bundle.datasets.flatMap(({ source, name }) =>
      [name, quarantineTableName(name)].map((table) => `${databaseName(source, "processed")}.${table}`),
    ),
  );

/**
 * Reads a folder's views and puts them into the order in which they can be created.
 *
 * @throws ProblemsError with the problems of all files at once; what the views read is checked once every file can be
 *   read, for a file that can't be read declares nothing
 */
export const loadViews = (bundle: Bundle, folder: string = viewsFolder): readonly View[] => {
  const root = join(import.meta.dirname, "..");
  const read = readdirSync(folder)
    .filter((file) => file.endsWith(".sql"))
    .sort()
    .map((file) => {
      const path = join(folder, file);
      try {
        return { view: parseViewFile(relative(root, path), readFileSync(path, "utf8")), problems: [] };
      } catch (error) {
        if (error instanceof ProblemsError) return { problems: error.problems };
        throw error;
      }
    });
  const unreadable = read.flatMap((file) => file.problems);
  if (unreadable.length > 0) throw new ProblemsError(relative(root, folder), unreadable);
  const views = read.flatMap(({ view }) => (view === undefined ? [] : [view]));
  const plan = planViews(views, contractTables(bundle));
  if (plan.problems.length > 0) throw new ProblemsError(relative(root, folder), plan.problems);
  return plan.ordered;
};
