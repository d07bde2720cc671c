/** What an expression is made of as its names alone say it: a second opinion, where the parser's own lineage stops. Pure. */
import type { Output, Query } from "./query.ts";
import type { ColumnName } from "./query-conditions.ts";

/** Columns by the name by which the query reads them: `<schema>.<table>`, lower case. */
export type KnownColumns = ReadonlyMap<string, readonly string[]>;

/**
 * Where a name leads: to columns or values (`known`); to every column of what is read (`row`); to nothing in any list
 * (`unlisted`), as names do that `AS q (a, b)` gives; to something that leads nowhere (`lost`); or only back to itself
 * (`circle`), as `s.k AS k` does where a subquery gives no value that name.
 */
type Reach = "row" | "lost" | "unlisted" | "known" | "circle";

/** What lineage has to hold of one name. */
export interface Demand {
  /** Columns of which at least one is behind the name; none where it is made of no column. */
  readonly paths: readonly string[];
  readonly reach: Reach;
}

const first = (order: readonly Reach[], among: readonly Reach[]): Reach | undefined =>
  order.find((reach) => among.includes(reach));

/** Values that the query itself calls so. A name that a table qualifies is none of them. */
const madeAs = ({ name, qualifier }: ColumnName, { allOutputs, tableOf }: Query): readonly Output[] =>
  tableOf.has(qualifier ?? "") ? [] : allOutputs.filter((output) => output.name === name);

const pathsOf = ({ name, qualifier }: ColumnName, query: Query, known: KnownColumns): readonly string[] => {
  const relation = query.tableOf.get(qualifier ?? "");
  if (relation === undefined && qualifier !== undefined && query.aliases.has(qualifier)) return [];
  return [...known].flatMap(([of, columns]) =>
    columns.includes(name) && (relation ?? of) === of ? [`${of}.${name}`] : [],
  );
};

/** Where a name leads that is no column of what is read. */
const reachOf = ({ name, qualifier }: ColumnName, query: Query, made: readonly Reach[]): Reach => {
  const found = first(["row", "lost", "known"], made);
  if (found !== undefined) return found;
  if (qualifier === undefined && query.parametersOfLambdas.has(name)) return "known";
  return qualifier === undefined && query.aliases.has(name) ? "row" : "unlisted";
};

const demandOf = (column: ColumnName, query: Query, known: KnownColumns, asked: ReadonlySet<string>): Demand => {
  const key = `${column.qualifier ?? ""}.${column.name}`;
  const own = pathsOf(column, query, known);
  if (asked.has(key)) return { paths: own, reach: own.length > 0 ? "known" : "circle" };
  const made = madeAs(column, query).map((output) => demandsOf([output], query, known, new Set([...asked, key])));
  const reaches = made.map((demands) => {
    const all = demands.map(({ reach }) => (reach === "unlisted" ? "lost" : reach));
    return first(["row", "lost", "known"], all) ?? (all.length > 0 ? "circle" : "known");
  });
  const behind = first(["row", "lost"], reaches);
  return {
    paths: [...own, ...made.flat().flatMap(({ paths }) => paths)],
    reach: own.length > 0 ? (behind ?? "known") : reachOf(column, query, reaches),
  };
};

/** What lineage has to hold of items of a SELECT's list, name by name. */
export const demandsOf = (
  outputs: readonly Output[],
  query: Query,
  known: KnownColumns,
  asked: ReadonlySet<string> = new Set(),
): readonly Demand[] =>
  outputs.flatMap(({ columns, hasStarValue }): readonly Demand[] => [
    ...(hasStarValue ? [{ paths: [], reach: "row" as const }] : []),
    ...columns.map((column) => demandOf(column, query, known, asked)),
  ]);
