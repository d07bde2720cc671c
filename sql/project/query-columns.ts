/** A SELECT's columns with their sources, and column names that don't exist. Pure. */
import { analyzeQuery, validateWithSchema, type QueryAnalysis, type Schema } from "@polyglot-sql/sdk";
import { closedOver } from "./closed-columns.ts";
import { demandsOf, type Demand, type KnownColumns } from "./column-names.ts";
import { grammars } from "./grammars.ts";
import type { Output, Query } from "./query.ts";
import { offsetOfCharacter } from "./source-text.ts";
import type { Dialect } from "./types.ts";

export interface QueryColumn {
  /** Lower case; `undefined` for an expression without a name. */
  readonly name: string | undefined;
  /** Columns of relations outside the query, as `<relation as written>.<column>`, lower case, sorted. */
  readonly from: readonly string[];
}

export interface ColumnFault {
  readonly kind: "unknown" | "ambiguous" | "alias";
  /** In `sql`. */
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

const schemaOf = (known: KnownColumns): Schema => ({
  strict: true,
  tables: [...known].map(([relation, columns]) => {
    const [schema = "", name = ""] = relation.split(".");
    // Types don't matter here, and the parser's differ from the engines'
    return { schema, name, columns: columns.map((column) => ({ name: column, type: "varchar" })) };
  }),
});

const faultKinds: Readonly<Record<string, ColumnFault["kind"]>> = {
  E201: "unknown",
  E221: "ambiguous",
  E222: "alias",
};

/**
 * Keywords where a column could be, such as in `normalize(x, NFD)` or `convert(int, x)`: the parser takes them for
 * columns.
 */
const grammarWords: readonly string[] = [
  ...["all", "auto", "nfc", "nfd", "nfkc", "nfkd"],
  ...["smallint", "int2", "int", "int4", "integer", "bigint", "int8", "numeric", "decimal", "real", "float", "float4"],
  ...["float8", "boolean", "bool", "char", "varchar", "date", "time", "timetz", "timestamp", "timestamptz", "super"],
];

const plainWord = (text: string): string => text.replace(/^["`]|["`]$/g, "").toLowerCase();

interface Place {
  readonly start: number;
  readonly end: number;
}

/**
 * Whether to trust the parser's finding. It doesn't follow every way to define a name: one that occurs in any position
 * other than a column's name or qualifier may be defined there, and the engine decides.
 */
const isBelieved = (sql: string, { kind, start, end }: Place & Pick<ColumnFault, "kind">, query: Query): boolean => {
  const word = plainWord(sql.slice(start, end));
  if (query.tables.some((table) => table.start <= start && end <= table.end)) return false;
  if (kind === "ambiguous") return true;
  if (query.tableOf.has(plainWord(/([\w"`]+)\s*\.\s*$/.exec(sql.slice(0, start))?.[1] ?? ""))) return true;
  return !grammarWords.includes(word) && !query.given.has(word);
};

export const columnFaults = (
  sql: string,
  dialect: Dialect,
  known: KnownColumns,
  query: Query,
): readonly ColumnFault[] => {
  if (!query.isFollowed) return [];
  const offsetOf = offsetOfCharacter(sql);
  const { errors } = validateWithSchema(sql, schemaOf(known), grammars[dialect], { checkReferences: true });
  return errors.flatMap(({ code, message, start, end }) => {
    const kind = faultKinds[code];
    if (kind === undefined) return [];
    const fault = { kind, message, start: offsetOf(start ?? 0), end: offsetOf(end ?? 0) };
    return isBelieved(sql, fault, query) ? [fault] : [];
  });
};

const allOf = (known: KnownColumns, isMeant: (column: string) => boolean): readonly string[] =>
  [...known].flatMap(([relation, columns]) => columns.filter(isMeant).map((column) => `${relation}.${column}`));

/** The items that form a column of the query: one, or one for each SELECT of a UNION. */
const itemsOf = (name: string, index: number, { stars, branches }: Query): readonly Output[] => {
  // A column from a star has a name, but no place in the list
  if (stars.some(({ isEdge }) => isEdge)) return [{ columns: [{ name }], hasStarValue: false }];
  return branches.flatMap((outputs) => outputs[index] ?? []);
};

/** Names are those of the list; the parser names the columns of a star. */
const nameOf = (written: string | null | undefined, index: number, { stars, outputs }: Query): string | undefined =>
  stars.some(({ isEdge }) => isEdge) ? written?.toLowerCase() : outputs[index]?.name;

type Projections = QueryAnalysis["projections"];

/** What the parser found about each column; `undefined` if it doesn't follow the query, or gives up on it. */
const projectionsOf = (sql: string, dialect: Dialect, known: KnownColumns, query: Query): Projections | undefined => {
  if (!query.isFollowed) return undefined;
  const { analysis } = analyzeQuery(sql, { dialect: grammars[dialect], schema: schemaOf(known) });
  const hasStar = query.stars.some(({ isEdge }) => isEdge);
  return hasStar || analysis?.projections.length === query.outputs.length ? analysis?.projections : undefined;
};

/**
 * Columns of the query's list. The parser follows values, and the names in an expression are a second opinion: a name
 * for which the parser finds nothing adds every column that it can mean, an unresolvable one everything that the query
 * names, and a row used as a value every column of the sources. So nothing personal gets through unnoticed. If the
 * parser doesn't follow the query, each column is made of everything that the query names.
 */
export const queryColumns = (
  sql: string,
  dialect: Dialect,
  known: KnownColumns,
  query: Query,
): readonly QueryColumn[] => {
  const projections = projectionsOf(sql, dialect, known, query);
  if (projections === undefined) {
    const from = closedOver(sql, dialect, known, query);
    return query.outputs.map(({ name }) => ({ name, from }));
  }
  // Somewhere within, columns are read without being named
  const readsUnnamed =
    query.stars.length > 0 || demandsOf(query.allOutputs, query, known).some(({ reach }) => reach === "row");
  return projections.map(({ name: written, upstream }, index) => {
    const name = nameOf(written, index, query);
    const traced = upstream.flatMap(({ table, column }) => {
      const [relation, source] = [table?.toLowerCase() ?? "", column.toLowerCase()];
      return known.get(relation)?.includes(source) === true ? [`${relation}.${source}`] : [];
    });
    const items = itemsOf(name ?? "", index, query);
    const demands = demandsOf(items, query, known);
    const missing = demands.flatMap(({ paths }) => (paths.some((path) => traced.includes(path)) ? [] : paths));
    const has = (...reaches: readonly Demand["reach"][]): boolean =>
      demands.some(({ reach }) => reaches.includes(reach));
    // For a single name the parser has all or nothing
    const isSure = traced.length > 0 && items.length === 1 && items.every(({ columns }) => columns.length === 1);
    const isRow = query.hasStarSource || has("row");
    const isLost = items.length === 0 || has("lost") || (!isSure && has("unlisted"));
    const hidden = isRow || (isLost && readsUnnamed) ? allOf(known, () => true) : [];
    const mentioned = isLost ? allOf(known, (column) => query.mentioned.has(column)) : [];
    return { name, from: [...new Set([...traced, ...missing, ...hidden, ...mentioned])].sort() };
  });
};
