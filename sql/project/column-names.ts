/**
 * An expression's sources according to its names alone: a second opinion where the parser's own lineage stops. Pure.
 */
import type { Output, Query } from "./query.ts";
import type { ColumnName } from "./query-conditions.ts";

/** Columns by the name that the query uses for the relation: `<schema>.<table>`, lower case. */
export type KnownColumns = ReadonlyMap<string, readonly string[]>;

/**
 * What a name resolves to: columns or values (`known`); every column of the sources (`row`); a name that is in no list
 * (`unlisted`), such as those of `AS q (a, b)`; nothing (`lost`); or only itself (`circle`), like `s.k AS k` if a
 * subquery gives no value that name.
 */
type Reach = "row" | "lost" | "unlisted" | "known" | "circle";

/** What lineage must contain for one name. */
export interface Demand {
  /** Columns of which at least one is a source of the name; empty if it is made of no column. */
  readonly paths: readonly string[];
  readonly reach: Reach;
}

const first = (order: readonly Reach[], among: readonly Reach[]): Reach | undefined =>
  order.find((reach) => among.includes(reach));

/** Values to which the query itself gives this name. None if the name is qualified by a table. */
const madeAs = ({ name, qualifier }: ColumnName, { allOutputs, tableOf }: Query): readonly Output[] =>
  tableOf.has(qualifier ?? "") ? [] : allOutputs.filter((output) => output.name === name);

const pathsOf = ({ name, qualifier }: ColumnName, query: Query, known: KnownColumns): readonly string[] => {
  const relation = query.tableOf.get(qualifier ?? "");
  if (relation === undefined && qualifier !== undefined && query.aliases.has(qualifier)) return [];
  return [...known].flatMap(([of, columns]) =>
    columns.includes(name) && (relation ?? of) === of ? [`${of}.${name}`] : [],
  );
};

/** What a name resolves to if it isn't a column of the sources. */
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

/** What lineage must contain for the items of a SELECT list, name by name. */
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
