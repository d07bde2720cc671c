/** Columns of a SELECT with what they are made of, and columns that it names in vain. Pure. */
import { analyzeQuery, validateWithSchema, type Schema } from "@polyglot-sql/sdk";
import { demandsOf, type Demand, type KnownColumns } from "./column-names.ts";
import { grammars, type Output, type Query } from "./query.ts";
import { offsetOfCharacter } from "./source-text.ts";
import type { Dialect } from "./types.ts";

export interface QueryColumn {
  /** Lower case; undefined for an expression without a name. */
  readonly name: string | undefined;
  /** Columns of relations outside the query, as `<relation as it is written>.<column>`, lower case, sorted. */
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
    // Types don't matter here, and the parser's are not the engines'
    return { schema, name, columns: columns.map((column) => ({ name: column, type: "varchar" })) };
  }),
});

const faultKinds: Readonly<Record<string, ColumnFault["kind"]>> = {
  E201: "unknown",
  E221: "ambiguous",
  E222: "alias",
};

export const columnFaults = (sql: string, dialect: Dialect, known: KnownColumns): readonly ColumnFault[] => {
  const offsetOf = offsetOfCharacter(sql);
  const { errors } = validateWithSchema(sql, schemaOf(known), grammars[dialect], { checkReferences: true });
  return errors.flatMap(({ code, message, start, end }) => {
    const kind = faultKinds[code];
    return kind === undefined ? [] : [{ kind, message, start: offsetOf(start ?? 0), end: offsetOf(end ?? 0) }];
  });
};

const allOf = (known: KnownColumns, isMeant: (column: string) => boolean): readonly string[] =>
  [...known].flatMap(([relation, columns]) => columns.filter(isMeant).map((column) => `${relation}.${column}`));

/** The items that make a column of the query: one, or one for each SELECT of a UNION. */
const itemsOf = (name: string, index: number, { stars, branches }: Query): readonly Output[] => {
  // What a star stands for has no place in the list, but a name
  if (stars.some(({ isEdge }) => isEdge)) return [{ columns: [{ name }], hasStarValue: false }];
  return branches.flatMap((outputs) => outputs[index] ?? []);
};

/**
 * Columns of the query's list. The parser follows values, and the names in an expression are a second opinion: a name of
 * which the parser holds nothing adds every column that it can mean, one that leads nowhere everything that the query
 * names, and a row that is made a value every column of what is read. So nothing personal gets through unseen.
 */
export const queryColumns = (
  sql: string,
  dialect: Dialect,
  known: KnownColumns,
  query: Query,
): readonly QueryColumn[] => {
  const { analysis, error } = analyzeQuery(sql, { dialect: grammars[dialect], schema: schemaOf(known) });
  if (analysis === undefined) throw new Error(`a query that parses can't be analysed: ${error ?? "no reason"}`);
  return analysis.projections.map(({ name: written, upstream }, index) => {
    const name = written?.toLowerCase();
    const traced = upstream.flatMap(({ table, column }) => {
      const [relation, source] = [table?.toLowerCase() ?? "", column.toLowerCase()];
      return known.get(relation)?.includes(source) === true ? [`${relation}.${source}`] : [];
    });
    const items = itemsOf(name ?? "", index, query);
    const demands = demandsOf(items, query, known);
    const missing = demands.flatMap(({ paths }) => (paths.some((path) => traced.includes(path)) ? [] : paths));
    const has = (...reaches: readonly Demand["reach"][]): boolean =>
      demands.some(({ reach }) => reaches.includes(reach));
    // Of a single name the parser has all or nothing
    const isSure = traced.length > 0 && items.length === 1 && items.every(({ columns }) => columns.length === 1);
    const isRow = query.hasStarSource || has("row");
    const isLost = items.length === 0 || has("lost") || (!isSure && has("unlisted"));
    const hidden = isRow || (isLost && query.stars.length > 0) ? allOf(known, () => true) : [];
    const mentioned = isLost ? allOf(known, (column) => query.mentioned.has(column)) : [];
    return { name, from: [...new Set([...traced, ...missing, ...hidden, ...mentioned])].sort() };
  });
};
