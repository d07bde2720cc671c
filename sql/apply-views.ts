import { ProblemsError, type Problem } from "../model/problem.ts";
import type { Athena } from "./athena.ts";
import { selectViews } from "./view-plan.ts";
import type { View } from "./view.ts";

export interface AppliedViews {
  readonly applied: readonly string[];
  readonly skipped: readonly { readonly name: string; readonly missing: readonly string[] }[];
}

export interface ApplyOptions {
  readonly athena: Athena;
  /** Answers which tables of these databases exist. */
  readonly tables: (databases: Iterable<string>) => Promise<ReadonlySet<string>>;
  readonly onView: (view: View) => void;
}

/** Databases of everything that the views read. */
const databasesOf = (views: readonly View[]): ReadonlySet<string> =>
  new Set(views.flatMap((view) => view.reads.map(({ name }) => name.split(".")[0] ?? "")));

/**
 * Creates or replaces views in the order given. A view that Athena refuses doesn't stop the others, only those that
 * read it would find its previous state.
 *
 * @throws ProblemsError with every view that was refused and the engine's reason
 */
export const applyViews = async (
  ordered: readonly View[],
  { athena, tables, onView }: ApplyOptions,
): Promise<AppliedViews> => {
  const selection = selectViews(ordered, await tables(databasesOf(ordered)));
  const applied: string[] = [];
  const problems: Problem[] = [];
  for (const view of selection.apply) {
    onView(view);
    try {
      await athena.query(`CREATE OR REPLACE VIEW ${view.name} AS\n${view.select}`);
      applied.push(view.name);
    } catch (error) {
      if (!(error instanceof ProblemsError)) throw error;
      problems.push(...error.problems.map((problem) => ({ ...problem, code: "VIEW_REFUSED", place: view.file })));
    }
  }
  if (problems.length > 0) throw new ProblemsError("views", problems);
  return { applied, skipped: selection.skip.map(({ view, missing }) => ({ name: view.name, missing })) };
};
