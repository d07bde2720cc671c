/** Checks parameters: what can be chosen, and where the options come from. Pure. */
import { writeNearest } from "../validation/suggestion.ts";
import type { QueryRelation, AddProblem } from "./checked.ts";
import type { Dashboard, Options } from "./definition.ts";

/** Parameters that determine another one's options: the filters of its options' query. */
const decidedBy = ({ queries }: Dashboard, { query }: Options): readonly string[] =>
  Object.values(queries.find(({ name }) => name === query)?.filters ?? {});

const checkCycles = (dashboard: Dashboard, addProblem: AddProblem): void => {
  const { parameters = [] } = dashboard;
  const above = new Map(
    parameters.map((parameter) => [
      parameter.name,
      "options" in parameter ? decidedBy(dashboard, parameter.options) : [],
    ]),
  );
  for (const [index, { name }] of parameters.entries()) {
    const seen = new Set<string>();
    const waiting = [...(above.get(name) ?? [])];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      waiting.push(...(above.get(next) ?? []));
    }
    if (!seen.has(name)) continue;
    const message = `the options of ${name} depend on its own value`;
    const fix = "get its options from a query that it doesn't filter";
    addProblem("DASHBOARD_CYCLE", ["parameters", index, "options"], message, fix);
  }
};

export const checkParameters = (
  dashboard: Dashboard,
  relations: ReadonlyMap<string, QueryRelation>,
  addProblem: AddProblem,
): void => {
  const { parameters = [], queries } = dashboard;
  for (const [index, parameter] of parameters.entries()) {
    const path = ["parameters", index];
    if (parameter.kind === "column") {
      const values = parameter.values.map(({ value }) => value);
      if (!values.includes(parameter.default)) {
        const message = `"${parameter.default}" is not one of the values ${values.join(", ")}`;
        addProblem("DASHBOARD_PARAMETER", [...path, "default"], message, "name one of them");
      }
    }
    if (!("options" in parameter)) continue;
    const { values, query, value, label } = parameter.options;
    if ((values === undefined) === (query === undefined)) {
      const message = `options have ${values === undefined ? "neither" : "both"} values and query`;
      addProblem("DASHBOARD_PARAMETER", [...path, "options"], message, "state one of them");
    }
    if (query === undefined) continue;
    const names = queries.map(({ name }) => name);
    if (!names.includes(query)) {
      const message = `no query is called ${query}; there are ${names.join(", ")}`;
      addProblem(
        "DASHBOARD_QUERY",
        [...path, "options", "query"],
        message,
        writeNearest(query, names, "name one of them"),
      );
    }
    if (value === undefined) {
      const message = '"value" is missing; options of a query have query, value, label';
      addProblem("DASHBOARD_MISSING", [...path, "options"], message, "add the column that supplies the values");
    }
    const columns = relations.get(query)?.columns.map(({ name }) => name);
    for (const [key, column] of Object.entries({ value, label })) {
      if (column === undefined || columns === undefined || columns.includes(column)) continue;
      const message = `"${column}" is not a column of query ${query}; its columns are ${columns.join(", ")}`;
      addProblem(
        "DASHBOARD_COLUMN",
        [...path, "options", key],
        message,
        writeNearest(column, columns, "name one of them"),
      );
    }
  }
  checkCycles(dashboard, addProblem);
};
