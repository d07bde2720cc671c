/** Dashboards' queries, resolved like views: their columns, and what a principal must be allowed to see. Pure. */
import { writeNearest } from "../../model/validation/suggestion.ts";
import { checkDashboards } from "../../model/dashboards/check.ts";
import type { CheckedDashboard, QueryRelation } from "../../model/dashboards/checked.ts";
import type { Query } from "../../model/dashboards/definition.ts";
import { readDashboard, type ReadDashboard } from "../../model/dashboards/read.ts";
import { channelsOf, columnsBehind, isAsking } from "../../model/dashboards/kinds.ts";
import { visualsOf } from "../../model/dashboards/definition.ts";
import type { Problem } from "../../model/validation/problem.ts";
import type { DashboardCode } from "../../model/dashboards/codes.ts";
import type { SqlCode } from "../codes.ts";
import { SqlReport } from "../check/report.ts";
import { closedOver } from "./closed-columns.ts";
import { columnsOf, sourcesOf } from "./columns.ts";
import type { QueryDraft } from "./draft.ts";
import { linksOf, type Names } from "./links.ts";
import { withoutEnd } from "./query.ts";
import { readSelect } from "./read-select.ts";
import type { SourceFile } from "./source-text.ts";
import type { Relation } from "./tables.ts";
import type { Exposure } from "./types.ts";

/** What dashboards may read, as the project has resolved it. */
export interface Readable {
  readonly names: Names;
  readonly relations: ReadonlyMap<string, Relation>;
}

const isView = (names: Names, name: string): boolean => names.relations.get(name)?.kind === "view";

/**
 * The query's SQL with its offset in the file. A block's lines are read in place, with their indentation, so that
 * places are the file's own.
 */
const locatedSql = (text: string, offset: number, sql: string): { readonly sql: string; readonly start: number } => {
  const [first = ""] = sql.trim().split("\n");
  const start = text.indexOf(first.trim(), offset);
  const words = sql.trim().split(/\s+/);
  const pattern = words.map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("\\s+");
  const found = new RegExp(pattern, "y");
  found.lastIndex = Math.max(0, start);
  const inFile = found.exec(text)?.[0];
  return inFile === undefined ? { sql: sql.trim(), start: offset } : { sql: inFile, start };
};

const relationOfSql = (
  { file, yaml }: ReadDashboard,
  text: string,
  query: Query & { readonly sql: string },
  offset: number,
  { names, relations }: Readable,
  report: SqlReport,
): QueryRelation | undefined => {
  const source = { file, text };
  const addProblem = report.on(source);
  const located = locatedSql(text, offset, query.sql);
  const sql = withoutEnd(located.sql, "trino");
  const select = readSelect(sql, located.start, "trino", addProblem);
  if (select === undefined) return undefined;
  const { query: read, canonical } = select;
  const draft: QueryDraft = {
    ...{ source, kind: "view", name: query.name, sql, start: located.start, canonical },
    header: {
      value: { name: query.name, description: query.name, owner: "" },
      offsetOf: () => yaml?.offsetOf([]) ?? 0,
    },
    select: { sql, start: 0, query: read },
  };
  const links = linksOf(draft, names, report);
  const sources = sourcesOf(links, relations);
  if (sources === undefined || links.length !== read.tables.length) return undefined;
  const known = new Map([...sources].map(([name, { columns }]) => [name, columns.map((column) => column.name)]));
  const named = new Set(closedOver(sql, "trino", known, read));
  const needed = [...sources].flatMap(([written, { name, columns }]) =>
    isView(names, name) ? columns : columns.filter((column) => named.has(`${written}.${column.name}`)),
  );
  return {
    reads: [...new Set(links.map(({ target }) => target))].sort(),
    columns: columnsOf(draft, sources, report),
    needed,
  };
};

const relationOfName = (name: string, { names, relations }: Readable): QueryRelation | undefined => {
  const relation = relations.get(name);
  if (relation === undefined) return undefined;
  return { reads: [name], columns: relation.columns, needed: isView(names, name) ? relation.columns : [] };
};

/** Problems of SQL are reported for the query that contains them. */
export const resolveDashboards = (files: readonly SourceFile[], readable: Readable): readonly CheckedDashboard[] => {
  const texts = new Map(files.map(({ file, text }) => [file, text]));
  const read = files.map(({ file, text }) => readDashboard(file, text));
  const faults = new Map<string, Problem<SqlCode | DashboardCode>[]>();
  const known = [...readable.names.relations]
    .filter(([, { kind }]) => kind !== "late-binding view")
    .map(([name]) => name)
    .sort();
  const checked = checkDashboards(read, (file, query) => {
    const item = read.find((one) => one.file === file);
    const index = item?.dashboard?.queries.indexOf(query) ?? 0;
    const add = (...problems: readonly Problem<SqlCode | DashboardCode>[]): void => {
      faults.set(file, [...(faults.get(file) ?? []), ...problems]);
    };
    if (item?.yaml === undefined) return undefined;
    if (query.sql !== undefined) {
      const report = new SqlReport();
      const offset = item.yaml.offsetOf(["queries", index, "sql"]);
      const relation = relationOfSql(
        ...([item, texts.get(file) ?? "", { ...query, sql: query.sql }, offset, readable, report] as const),
      );
      add(...report.problems);
      return report.problems.length > 0 ? undefined : relation;
    }
    if (query.reads === undefined) return undefined;
    if (known.includes(query.reads)) return relationOfName(query.reads, readable);
    const place = item.yaml.placeOf(["queries", index, "reads"]);
    const message = `no model or view is called ${query.reads}; there are ${known.join(", ")}`;
    const fix = writeNearest(query.reads, known, "correct the name, or add the model or the view");
    add({ code: "DASHBOARD_RELATION", place, message, fix });
    return undefined;
  });
  return checked.map((one) => {
    const more = faults.get(one.file) ?? [];
    if (more.length === 0) return one;
    return { file: one.file, relations: one.relations, problems: [...more, ...one.problems], warnings: [] };
  });
};

export const idsOf = (reads: Iterable<string>, { names }: Readable): readonly string[] =>
  [...new Set(reads)]
    .flatMap((name) => {
      const kind = names.relations.get(name)?.kind;
      return kind === undefined ? [] : [`${kind} ${name}`];
    })
    .sort();

/** The contract tables among the given reads. */
export const tablesOf = (reads: Iterable<string>, { names }: Readable): { readonly tables?: readonly string[] } => {
  const tables = [...new Set(reads)].filter((name) => names.tables.has(name)).sort();
  return tables.length > 0 ? { tables } : {};
};

/** Each dashboard, and each of its visuals as `<dashboard>/<visual>`, as a reader of models and views. */
export const dashboardExposures = (checked: readonly CheckedDashboard[], readable: Readable): readonly Exposure[] =>
  checked.flatMap(({ file, dashboard, relations }): readonly Exposure[] => {
    if (dashboard === undefined) return [];
    const { owner } = dashboard;
    const read = [...relations.values()].flatMap(({ reads }) => reads);
    const visuals = visualsOf(dashboard).flatMap((visual): readonly Exposure[] => {
      if (!isAsking(visual)) return [];
      const query = dashboard.queries.find(({ name }) => name === visual.query);
      const own = relations.get(visual.query)?.reads ?? [];
      const shown = channelsOf(visual).flatMap(({ channel }) => columnsBehind(dashboard, channel));
      const columns =
        query?.reads === undefined ? undefined : [...new Set([...shown, ...Object.keys(query.filters ?? {})])];
      return [
        {
          ...{ name: `${dashboard.name}/${visual.name}`, kind: "visual", title: visual.title, owner, file },
          ...{ reads: idsOf(own, readable), ...tablesOf(own, readable) },
          ...(columns !== undefined && { columns }),
        },
      ];
    });
    const { name, title } = dashboard;
    const reads = { reads: idsOf(read, readable), ...tablesOf(read, readable) };
    return [{ name, kind: "dashboard", title, owner, file, ...reads }, ...visuals];
  });
