/** Checks dashboards against the relations that they read, and against each other. Pure. */
import { writeNearest } from "../validation/suggestion.ts";
import type { Path } from "../validation/path.ts";
import type { Dashboard, Query } from "./definition.ts";
import { checkParameters } from "./check-parameters.ts";
import { checkVisual } from "./check-visual.ts";
import {
  hiddenFrom,
  type CheckedDashboard,
  type DashboardProblem,
  type QueryRelation,
  type AddProblem,
} from "./checked.ts";
import { compileDashboard } from "./quicksight/compile.ts";
import type { ReadDashboard } from "./read.ts";

const twice = (
  names: readonly { readonly name: string; readonly path: Path }[],
  what: string,
  addProblem: AddProblem,
): void => {
  const seen = new Set<string>();
  for (const { name, path } of names) {
    if (seen.has(name)) {
      addProblem("DASHBOARD_DUPLICATE", path, `there is already a ${what} called ${name}`, "rename one of them");
    }
    seen.add(name);
  }
};

const checkNames = (
  { name, parameters = [], queries, pages }: Dashboard,
  file: string,
  addProblem: AddProblem,
): void => {
  const expected = /^dashboards\/([^/]+)\.yaml$/.exec(file)?.[1];
  if (expected !== name) {
    addProblem(
      "DASHBOARD_NAME",
      ["name"],
      `the name is ${name}, but the file is ${file}`,
      `name the file dashboards/${name}.yaml`,
    );
  }
  const named = (items: readonly { readonly name: string }[], path: Path) =>
    items.map((item, index) => ({ name: item.name, path: [...path, index, "name"] }));
  twice(named(parameters, ["parameters"]), "parameter", addProblem);
  twice(named(queries, ["queries"]), "query", addProblem);
  twice(named(pages, ["pages"]), "page", addProblem);
  const visuals = pages.flatMap((page, index) => named(page.visuals, ["pages", index, "visuals"]));
  twice(visuals, "visual", addProblem);
};

const checkQuery = (
  dashboard: Dashboard,
  query: Query,
  path: Path,
  relation: QueryRelation | undefined,
  addProblem: AddProblem,
): void => {
  if ((query.reads === undefined) === (query.sql === undefined)) {
    const message = `query ${query.name} has ${query.reads === undefined ? "neither" : "both"} reads and sql`;
    addProblem("DASHBOARD_QUERY", path, message, "state one of them: a model or view, or a SELECT over them");
  }
  const parameters = (dashboard.parameters ?? []).filter(({ kind }) => kind !== "column").map(({ name }) => name);
  for (const [column, parameter] of Object.entries(query.filters ?? {})) {
    const at = [...path, "filters", column];
    if (!parameters.includes(parameter)) {
      const message = `"${parameter}" is not a parameter that filters; there are ${parameters.join(", ") || "none"}`;
      addProblem("DASHBOARD_PARAMETER", at, message, writeNearest(parameter, parameters, "declare it, or remove it"));
    }
    const names = relation?.columns.map(({ name }) => name);
    if (names?.includes(column) === false) {
      const message = `"${column}" is not a column of query ${query.name}; its columns are ${names.join(", ")}`;
      addProblem("DASHBOARD_COLUMN", at, message, writeNearest(column, names, "name one of them"));
    }
  }
};

const checkAudience = (
  { audience }: Dashboard,
  query: Query,
  path: Path,
  relation: QueryRelation,
  addProblem: AddProblem,
): void => {
  for (const persona of audience) {
    const hidden = hiddenFrom(persona, relation.needed);
    if (hidden.length === 0) continue;
    const message = `${persona} is in the audience but may not see ${hidden.join(", ")}, which query ${query.name} needs`;
    addProblem(
      "DASHBOARD_SENSITIVITY",
      path,
      message,
      "read only what the whole audience may see, or remove the persona",
    );
  }
};

/**
 * @param files every file of the folder, for links between them
 * @param relationOf returns `undefined` if the query's relation is unknown or its SQL can't be read, which is already
 *   reported
 */
export const checkDashboards = (
  files: readonly ReadDashboard[],
  relationOf: (file: string, query: Query) => QueryRelation | undefined,
): readonly CheckedDashboard[] => {
  const readable = files.flatMap(({ dashboard }) => dashboard ?? []);
  return files.map(({ file, yaml, dashboard, problems }): CheckedDashboard => {
    if (dashboard === undefined || yaml === undefined) return { file, relations: new Map(), problems, warnings: [] };
    const found: DashboardProblem[] = [...problems];
    const addProblemOf =
      (visual?: string): AddProblem =>
      (code, path, message, fix) => {
        found.push({ code, place: yaml.placeOf(path), message, fix, ...(visual !== undefined && { visual }) });
      };
    const addProblem = addProblemOf();
    checkNames(dashboard, file, addProblem);
    const relations = new Map(
      dashboard.queries.flatMap((query, index) => {
        const relation = relationOf(file, query);
        const path = ["queries", index];
        checkQuery(dashboard, query, path, relation, addProblem);
        if (relation !== undefined) checkAudience(dashboard, query, path, relation, addProblem);
        return relation === undefined ? [] : [[query.name, relation] as const];
      }),
    );
    checkParameters(dashboard, relations, addProblem);
    for (const [page, { visuals }] of dashboard.pages.entries()) {
      for (const [index, visual] of visuals.entries()) {
        const path = ["pages", page, "visuals", index];
        checkVisual({ dashboard, visual, path, relations, others: readable }, addProblemOf(visual.name));
      }
    }
    const isBroken = found.some(({ visual }) => visual === undefined);
    const notes = found.length > 0 ? [] : compileDashboard(dashboard, relations).notes;
    const warnings = notes.map(({ path, ...note }) => ({ ...note, place: yaml.placeOf(path) }));
    return { file, relations, problems: found, warnings, ...(!isBroken && { dashboard }) };
  });
};
