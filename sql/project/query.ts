/** What a SELECT reads, by one parser for all dialects. Pure. */
import { Dialect as Grammar, init, parse, tokenize } from "@polyglot-sql/sdk";
import {
  child,
  children,
  identifierOf,
  nodesIn,
  outermostSelects,
  sourcesOf,
  tableNameOf,
  walk,
  type Name,
  type Node,
} from "./query-nodes.ts";
import { offsetOfCharacter } from "./source-text.ts";
import type { Dialect } from "./types.ts";

// Before it is ready the library answers every text with a failure instead of an exception.
await init();

export const grammars = { trino: Grammar.Trino, spark: Grammar.Spark, redshift: Grammar.Redshift } as const;

/** A `*` in a list of columns. */
export interface Star {
  readonly offset: number;
  /** In the query's own list, rather than in one of a subquery. */
  readonly isEdge: boolean;
  /** Relations outside the query that it stands for. */
  readonly over: readonly Name[];
}

/** A column as an expression names it, lower case. */
export interface ColumnName {
  /** What stands before the dot; absent without one. */
  readonly qualifier?: string;
  readonly name: string;
}

/** An item of a SELECT's list. */
export interface Output {
  /** Absent for an expression without a name, and for `*`. */
  readonly name?: string;
  /** Where the name is, or else the first name within the expression; absent where it holds none. */
  readonly offset?: number;
  /** Columns in the expression, those of its subqueries too. */
  readonly columns: readonly ColumnName[];
  /** Whether a `*` is made a value in it, as in `to_json(struct(c.*))`: it is made of columns that nobody names. */
  readonly hasStarValue: boolean;
}

export interface Query {
  /** Tables and views outside the query; names that a WITH clause defines are not among them. */
  readonly tables: readonly Name[];
  readonly stars: readonly Star[];
  /** Of the query's own list, of its first SELECT in a UNION. */
  readonly outputs: readonly Output[];
  /** Of the query's own lists: several in a UNION. */
  readonly branches: readonly (readonly Output[])[];
  /** Of every SELECT in the query. */
  readonly allOutputs: readonly Output[];
  /** Names of all columns that stand anywhere in the query, lower case, without what qualifies them. */
  readonly mentioned: ReadonlySet<string>;
  /** Whether a table is given to a table function, or a `*` is made a value outside the lists of columns, such as by `LATERAL VIEW explode(array(struct(c.*)))`. */
  readonly hasStarSource: boolean;
  /** Names that columns are given outside a list of columns, such as by `AS q (a, b)`, lower case. */
  readonly renamed: ReadonlySet<string>;
  /** Everything in the query that a column can be qualified by, lower case. */
  readonly aliases: ReadonlySet<string>;
  /** The relation outside the query that an alias stands for wherever it occurs, as it is written, lower case. */
  readonly tableOf: ReadonlyMap<string, string>;
  /** Such as `x` of `x -> x + 1`, lower case. */
  readonly parametersOfLambdas: ReadonlySet<string>;
  /** Names of parameters such as `:since`, in lower case; `?` of one without a name. */
  readonly parameters: readonly string[];
}

/** The text up to its last token that is no semicolon: without comments and semicolons that end it. */
export const withoutEnd = (sql: string, dialect: Dialect): string => {
  const tokens = tokenize(sql, grammars[dialect]).tokens ?? [];
  const last = tokens.findLast(({ text }) => text !== ";");
  return last === undefined ? sql.replace(/;$/, "").trimEnd() : sql.slice(0, offsetOfCharacter(sql)(last.span.end));
};

const starTokens = (sql: string, dialect: Dialect): readonly number[] => {
  const offsetOf = offsetOfCharacter(sql);
  const tokens = tokenize(sql, grammars[dialect]).tokens ?? [];
  return tokens.flatMap(({ span, text }, index) => {
    const before = tokens[index - 1]?.text.toUpperCase() ?? "";
    const isListed = text === "*" && ["SELECT", "DISTINCT", "ALL", ",", "."].includes(before);
    return isListed ? [offsetOf(span.start)] : [];
  });
};

const starsOf = (ast: Node, sql: string, dialect: Dialect, isOutside: (name: Name) => boolean): readonly Star[] => {
  const edge = new Set(outermostSelects(ast));
  const found = walk(ast, (kind, select) => {
    if (kind !== "select") return [];
    return children(select, "expressions").flatMap((item) => {
      const star = child(item, "star");
      if (star === undefined) return [];
      const qualifier = identifierOf(star["table"], sql)?.parts[0];
      const over = sourcesOf(select).flatMap((source) => {
        const table = child(source, "table");
        const name = table && tableNameOf(table, sql);
        if (table === undefined || name === undefined || !isOutside(name)) return [];
        const alias = identifierOf(table["alias"], sql)?.parts[0] ?? name.parts.at(-1);
        return qualifier === undefined || qualifier === alias ? [name] : [];
      });
      return [{ isEdge: edge.has(select), over }];
    });
  });
  const offsets = found.length === 0 ? [] : starTokens(sql, dialect);
  return found.map((star, index) => ({ ...star, offset: offsets[index] ?? 0 }));
};

const columnNames = (ast: Node, sql: string): readonly ColumnName[] =>
  walk(ast, (kind, node) => {
    const [name] = (kind === "column" ? identifierOf(node["name"], sql)?.parts : undefined) ?? [];
    const [qualifier] = identifierOf(node["table"], sql)?.parts ?? [];
    return name === undefined ? [] : [{ name, ...(qualifier !== undefined && { qualifier }) }];
  });

/** Whether a `*` is made a value within, in a SELECT's list or `outside` of all lists. One that is itself an item of a list isn't. */
const hasStarValue = (value: unknown, where: "anywhere" | "outside"): boolean =>
  nodesIn(value).some((node) =>
    Object.entries(node).some(([key, inner]) => {
      if (key === "star") return nodesIn(inner).length > 0;
      if (key !== "select") return hasStarValue(inner, where);
      const { expressions, ...rest } = child(node, key) ?? {};
      const values =
        where === "outside" ? [] : nodesIn(expressions).filter((item) => child(item, "star") === undefined);
      return hasStarValue([...values, rest], where);
    }),
  );

const outputsOf = (select: Node | undefined, sql: string): readonly Output[] =>
  children(select, "expressions").map((item) => {
    const name =
      identifierOf(child(item, "alias")?.["alias"], sql) ?? identifierOf(child(item, "column")?.["name"], sql);
    const start = name?.start ?? walk(item, (_, node) => [identifierOf(node, sql) ?? []].flat())[0]?.start;
    return {
      columns: columnNames(item, sql),
      hasStarValue: child(item, "star") === undefined && hasStarValue(item, "anywhere"),
      ...(name?.parts[0] !== undefined && { name: name.parts[0] }),
      ...(start !== undefined && { offset: start }),
    };
  });

const namesUnder = (ast: Node, sql: string, ...keys: readonly string[]): readonly string[] =>
  walk(ast, (_, node) => keys.flatMap((key) => identifierOf(node[key], sql)?.parts ?? []));

/** Tables that a table function is given, as in `TABLE(f(input => TABLE(s.t)))`: the parser takes their names for columns. */
const tableArguments = (ast: Node, sql: string): readonly Name[] =>
  walk(ast, (kind, node) => {
    if (kind !== "function" || String(node["name"]).toUpperCase() !== "TABLE") return [];
    return children(node, "args").flatMap((argument) => {
      const column = child(argument, "column");
      const name = identifierOf(column?.["name"], sql);
      const schema = identifierOf(column?.["table"], sql);
      if (name === undefined) return [];
      return [{ ...name, parts: [...(schema?.parts ?? []), ...name.parts], start: (schema ?? name).start }];
    });
  });

/** Aliases that stand for one thing in the whole query, and that a table outside it. */
const tablesByAlias = (ast: Node, sql: string, isOutside: (name: Name) => boolean): ReadonlyMap<string, string> => {
  const all = walk(ast, (kind, node): readonly (readonly [string, string | undefined])[] => {
    const alias = identifierOf(node["alias"], sql)?.parts[0];
    const name = kind === "table" ? tableNameOf(node, sql) : undefined;
    const called = alias ?? name?.parts.at(-1);
    if (called === undefined) return [];
    return [[called, name !== undefined && isOutside(name) ? name.parts.join(".") : undefined]];
  });
  const isOne = (called: string): boolean => new Set(all.flatMap(([a, to]) => (a === called ? [to] : []))).size === 1;
  return new Map(all.flatMap(([called, to]) => (to !== undefined && isOne(called) ? [[called, to] as const] : [])));
};

const describe = (ast: Node, sql: string, dialect: Dialect): Query => {
  const named = new Set(
    walk(ast, (key, node) => (key === "ctes" ? (identifierOf(node["alias"], sql)?.parts ?? []) : [])),
  );
  const isOutside = ({ parts }: Name): boolean => parts.length > 1 || !named.has(parts[0] ?? "");
  const given = tableArguments(ast, sql);
  const names = [
    ...walk(ast, (kind, node) => (kind === "table" ? [tableNameOf(node, sql) ?? []].flat() : [])),
    ...given,
  ];
  const parameters = walk(ast, (kind, node) => {
    if (kind === "placeholder") return ["?"];
    return kind === "parameter" ? [typeof node["name"] === "string" ? node["name"].toLowerCase() : "?"] : [];
  });
  const outermost = outermostSelects(ast).map((select) => outputsOf(select, sql));
  return {
    tables: names.filter(isOutside).sort((a, b) => a.start - b.start),
    stars: starsOf(ast, sql, dialect, isOutside),
    outputs: outermost[0] ?? [],
    branches: outermost,
    allOutputs: walk(ast, (kind, node) => (kind === "select" ? outputsOf(node, sql) : [])),
    mentioned: new Set(columnNames(ast, sql).map(({ name }) => name)),
    hasStarSource: given.length > 0 || hasStarValue(ast, "outside"),
    renamed: new Set(
      walk(ast, (kind, node) =>
        kind === "column_aliases" || kind === "columns" ? (identifierOf(node, sql)?.parts ?? []) : [],
      ),
    ),
    aliases: new Set([
      ...namesUnder(ast, sql, "alias", "table_alias"),
      ...names.map(({ parts }) => parts.at(-1) ?? ""),
    ]),
    tableOf: tablesByAlias(ast, sql, isOutside),
    parametersOfLambdas: new Set(
      walk(ast, (kind, node) =>
        kind === "lambda" ? nodesIn(node["parameters"]).flatMap((name) => identifierOf(name, sql)?.parts ?? []) : [],
      ),
    ),
    parameters: [...new Set(parameters)],
  };
};

/** The query, or why it can't be read; `offset` is in `sql`. */
export const parseQuery = (
  sql: string,
  dialect: Dialect,
): { readonly query: Query } | { readonly offset: number; readonly message: string } => {
  const parsed = parse(sql, grammars[dialect]);
  const [ast] = Array.isArray(parsed.ast) ? (parsed.ast as readonly Node[]) : [];
  if (parsed.success && ast !== undefined) return { query: describe(ast, sql, dialect) };
  const message = (parsed.error ?? "it can't be read").replace(/^.*?column \d+: /, "");
  return { offset: offsetOfCharacter(sql)(parsed.errorStart ?? 0), message };
};
