import type { Problem } from "../model/problem.ts";
import type { View } from "./view.ts";

/** Views in the order in which they can be created, and what is wrong with them as a set. */
export interface ViewPlan {
  /** Every view after the views that it reads; by name where that leaves a choice. Incomplete when there are problems. */
  readonly ordered: readonly View[];
  readonly problems: readonly Problem[];
}

const byName = (a: { readonly name: string }, b: { readonly name: string }): number => (a.name < b.name ? -1 : 1);

const duplicateProblems = (views: readonly View[]): readonly Problem[] => {
  const first = new Map<string, View>();
  return views.flatMap((view) => {
    const other = first.get(view.name);
    if (other === undefined) {
      first.set(view.name, view);
      return [];
    }
    const message = `${view.name} is declared in ${other.file} already; a view has one file`;
    return [{ code: "VIEW_DUPLICATE", place: `${view.file}:1`, message, fix: "rename one of them, or delete it" }];
  });
};

const unknownTableProblems = (views: readonly View[], tables: ReadonlySet<string>): readonly Problem[] => {
  const names = new Set(views.map((view) => view.name));
  return views.flatMap((view) =>
    view.reads
      .filter(({ name }) => !names.has(name) && !tables.has(name))
      .map(({ name, line }) => {
        const database = `${name.split(".")[0] ?? ""}.`;
        const siblings = [...tables, ...names].filter((known) => known.startsWith(database) && known !== view.name);
        const databases = [...new Set([...tables, ...names].map((known) => known.split(".")[0] ?? ""))];
        const allowed =
          siblings.length > 0
            ? `that database has ${siblings.sort().join(", ")}`
            : `databases are ${databases.sort().join(", ")}`;
        const place = `${view.file}:${line.toString()}`;
        const message = `no contract or view declares ${name}; ${allowed}`;
        return { code: "VIEW_TABLE_UNKNOWN", place, message, fix: "correct the name, or add the contract or the view" };
      }),
  );
};

const cycleFrom = (start: View, views: ReadonlyMap<string, View>): readonly string[] => {
  const path = [start.name];
  for (;;) {
    const next = views.get(path.at(-1) ?? "")?.reads.find(({ name }) => views.has(name))?.name;
    if (next === undefined) return path;
    const seen = path.indexOf(next);
    if (seen >= 0) return [...path.slice(seen), next];
    path.push(next);
  }
};

const cycleProblem = (stuck: readonly View[]): readonly Problem[] => {
  const [start] = stuck;
  if (start === undefined) return [];
  const cycle = cycleFrom(start, new Map(stuck.map((view) => [view.name, view])));
  const view = stuck.find(({ name }) => name === cycle[0]) ?? start;
  const line = view.reads.find(({ name }) => name === cycle[1])?.line ?? 1;
  const message = `views read each other: ${cycle.join(" → ")}; a view may only read tables and views that don't read it`;
  const place = `${view.file}:${line.toString()}`;
  return [{ code: "VIEW_CYCLE", place, message, fix: "take one of these reads out" }];
};

/**
 * Orders views by what they read. Pure.
 *
 * @param tables `<database>.<table>` of every table that a contract declares
 */
export const planViews = (views: readonly View[], tables: ReadonlySet<string>): ViewPlan => {
  const problems = [...duplicateProblems(views), ...unknownTableProblems(views, tables)];
  const ordered: View[] = [];
  let waiting = [...new Map(views.map((view) => [view.name, view])).values()].sort(byName);
  for (;;) {
    const waitingNames = new Set(waiting.map((view) => view.name));
    const ready = waiting.filter((view) => !view.reads.some(({ name }) => waitingNames.has(name)));
    if (ready.length === 0) break;
    ordered.push(...ready);
    waiting = waiting.filter((view) => !ready.includes(view));
  }
  return { ordered, problems: [...problems, ...cycleProblem(waiting)] };
};

/** What applying comes to, before anything is sent. */
export interface ViewSelection {
  readonly apply: readonly View[];
  readonly skip: readonly { readonly view: View; readonly missing: readonly string[] }[];
}

/**
 * Leaves out views whose tables aren't in the catalog yet: their group has not run. A view that reads a view that is
 * left out is left out too. Pure.
 *
 * @param ordered as `planViews` orders them
 * @param existing `<database>.<table>` of the tables in the catalog
 */
export const selectViews = (ordered: readonly View[], existing: ReadonlySet<string>): ViewSelection => {
  const present = new Set(existing);
  for (const view of ordered) present.delete(view.name);
  const apply: View[] = [];
  const skip: { view: View; missing: readonly string[] }[] = [];
  for (const view of ordered) {
    const missing = [...new Set(view.reads.map(({ name }) => name))].filter((name) => !present.has(name));
    if (missing.length > 0) {
      skip.push({ view, missing });
      continue;
    }
    apply.push(view);
    present.add(view.name);
  }
  return { apply, skip };
};
