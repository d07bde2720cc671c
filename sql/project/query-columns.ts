/** Columns of a SELECT with what they are made of, and columns that it names in vain. Pure. */
import { analyzeQuery, validateWithSchema, type Schema } from "@polyglot-sql/sdk";
import { grammars, type Query } from "./query.ts";
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

/** Columns by the name by which the query reads them: `<schema>.<table>`, lower case. */
export type KnownColumns = ReadonlyMap<string, readonly string[]>;

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

/** Every column of what is read that the query names somewhere: more than what a value is made of, never less. */
const allMentioned = ({ mentioned, stars }: Query, known: KnownColumns): readonly string[] =>
  [...known].flatMap(([relation, columns]) =>
    columns.filter((column) => stars.length > 0 || mentioned.has(column)).map((column) => `${relation}.${column}`),
  );

/** Whether a name is only that of values of the query itself which are made of no column, such as a subquery's `count(*)`. */
const isOwn = (name: string, query: Query, known: KnownColumns, asked: readonly string[] = []): boolean => {
  const isOutside = query.renamed.has(name) || [...known.values()].some((columns) => columns.includes(name));
  if (isOutside || asked.includes(name)) return false;
  // Lists that only hand it on say nothing of where it comes from
  const made = query.allOutputs.filter((output) => output.name === name && output.columns.join() !== name);
  return made.length > 0 && made.every(({ columns }) => columns.every((c) => isOwn(c, query, known, [...asked, name])));
};

/**
 * Columns of the query's list. Where the parser loses a value's trace, such as behind `AS q (a, b)`, the value counts as
 * made of everything that the query names, so that nothing personal gets through unseen.
 */
export const queryColumns = (
  sql: string,
  dialect: Dialect,
  known: KnownColumns,
  query: Query,
): readonly QueryColumn[] => {
  const { analysis, error } = analyzeQuery(sql, { dialect: grammars[dialect], schema: schemaOf(known) });
  if (analysis === undefined) throw new Error(`a query that parses can't be analysed: ${error ?? "no reason"}`);
  return analysis.projections.map(({ name, upstream }, index) => {
    const sources = upstream.map(({ table, column }) => {
      const [relation, source] = [table?.toLowerCase() ?? "", column.toLowerCase()];
      return { source, path: known.get(relation)?.includes(source) === true ? `${relation}.${source}` : undefined };
    });
    const traced = sources.flatMap(({ path }) => path ?? []);
    const untraced = traced.length === 0 ? (query.outputs[index]?.columns ?? ["*"]) : [];
    const open = [...untraced, ...sources.flatMap(({ source, path }) => (path === undefined ? [source] : []))];
    const isLost = open.some((column) => !isOwn(column, query, known));
    const from = isLost ? [...traced, ...allMentioned(query, known)] : traced;
    return { name: name?.toLowerCase(), from: [...new Set(from)].sort() };
  });
};
