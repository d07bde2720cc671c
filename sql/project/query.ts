/** What a SELECT reads, from one parser for all dialects. Pure. */
import { Dialect as Grammar, generate, parse } from "@polyglot-sql/sdk";
import { isFollowed } from "./followed.ts";
import { givenNames } from "./given-names.ts";
import { grammars } from "./grammars.ts";
import {
  child,
  children,
  identifierOf,
  itemName,
  nodesIn,
  outermostSelects,
  sourcesOf,
  tableNameOf,
  walk,
  type Name,
  type Node,
} from "./query-nodes.ts";
import { columnNames, conditionsOf, type ColumnName, type Condition } from "./query-conditions.ts";
import { naturalJoinsOf, type NaturalJoin } from "./natural-joins.ts";
import { withPlainCalls } from "./object-transform.ts";
import { offsetOfCharacter } from "./source-text.ts";
import { sqlTokens } from "./tokens.ts";
import type { Dialect } from "./types.ts";

/** A `*` in a list of columns. */
export interface Star {
  readonly offset: number;
  /** In the query's own list, rather than in a subquery's. */
  readonly isEdge: boolean;
  /** Relations outside the query that it stands for. */
  readonly over: readonly Name[];
}

/** An item of a SELECT's list. */
export interface Output {
  /** Absent for an expression without a name, and for `*`. */
  readonly name?: string;
  /** Of the name, or else of the first name within the expression; absent if it contains none. */
  readonly offset?: number;
  /** Columns in the expression, including its subqueries. */
  readonly columns: readonly ColumnName[];
  /** Whether it uses a `*` as a value, as in `to_json(struct(c.*))`: it is made of columns that aren't named. */
  readonly hasStarValue: boolean;
}

export interface Query {
  /** Tables and views outside the query; excludes names that a WITH clause defines. */
  readonly tables: readonly Name[];
  /**
   * In Redshift: what `x.items AS i` reads next to an `x`, either a list in one of its values, or a table of a schema
   * `x`.
   */
  readonly navigations: readonly Name[];
  readonly stars: readonly Star[];
  /** Of the query's own list, for a UNION of its first SELECT. */
  readonly outputs: readonly Output[];
  /** Of the query's own lists: several in a UNION. */
  readonly branches: readonly (readonly Output[])[];
  /** Of every SELECT in the query. */
  readonly conditions: readonly Condition[];
  /** Of every SELECT in the query. */
  readonly naturalJoins: readonly NaturalJoin[];
  /** Of every SELECT in the query. */
  readonly allOutputs: readonly Output[];
  /** Names of all columns anywhere in the query, lower case, without qualifiers. */
  readonly mentioned: ReadonlySet<string>;
  /**
   * Whether a table is passed to a table function, or a `*` is used as a value outside the SELECT lists, such as by
   * `LATERAL VIEW explode(array(struct(c.*)))`.
   */
  readonly hasStarSource: boolean;
  /** Names that the query defines in any form, such as by `AS q (a, b)`, lower case. */
  readonly given: ReadonlySet<string>;
  /** Everything in the query that can qualify a column, lower case. */
  readonly aliases: ReadonlySet<string>;
  /** The relation outside the query that an alias stands for wherever it occurs, as written, lower case. */
  readonly tableOf: ReadonlyMap<string, string>;
  /** Such as `x` of `x -> x + 1`, lower case. */
  readonly parametersOfLambdas: ReadonlySet<string>;
  /** Names of parameters such as `:since`, in lower case; `?` of one without a name. */
  readonly parameters: readonly string[];
  /** Whether values can be followed through it; if not, the engine checks its names, and its lineage is closed. */
  readonly isFollowed: boolean;
}

/** The text without comments and trailing semicolons. */
export const withoutEnd = (sql: string, dialect: Dialect): string => {
  const last = sqlTokens(sql, dialect).findLast(({ word }) => word !== ";");
  return last === undefined ? sql.replace(/;$/, "").trimEnd() : sql.slice(0, last.end);
};

const starTokens = (sql: string, dialect: Dialect): readonly number[] => {
  const tokens = sqlTokens(sql, dialect);
  return tokens.flatMap(({ word, start }, index) => {
    const before = tokens[index - 1]?.word ?? "";
    return word === "*" && ["select", "distinct", "all", ",", "."].includes(before) ? [start] : [];
  });
};

/** `VALUES …` used as a query. */
const isOfValues = (select: Node): boolean =>
  children(child(select, "from"), "expressions").some(
    (source) => child(child(source, "values"), "alias")?.["name"] === "_values",
  );

/** SELECTs of which only the rows matter, as in `EXISTS (SELECT * FROM …)`. */
const selectsOfRows = (ast: Node): ReadonlySet<Node> =>
  new Set(
    walk(ast, (kind, node) => (kind === "exists" ? [child(node, "this") ?? []].flat().flatMap(outermostSelects) : [])),
  );

const starsOf = (ast: Node, sql: string, dialect: Dialect, isOutside: (name: Name) => boolean): readonly Star[] => {
  const edge = new Set(outermostSelects(ast));
  const rowsOnly = selectsOfRows(ast);
  const found = walk(ast, (kind, select) => {
    if (kind !== "select") return [];
    return children(select, "expressions").flatMap((item) => {
      const star = child(item, "star");
      // The parser inserts one before VALUES used as a query
      if (star === undefined || isOfValues(select)) return [];
      const qualifier = identifierOf(star["table"], sql)?.parts[0];
      const over = sourcesOf(select).flatMap((source) => {
        const table = child(source, "table");
        const name = table && tableNameOf(table, sql);
        if (table === undefined || name === undefined || !isOutside(name)) return [];
        const alias = identifierOf(table["alias"], sql)?.parts[0] ?? name.parts.at(-1);
        return qualifier === undefined || qualifier === alias ? [name] : [];
      });
      return [{ isEdge: edge.has(select), over, isOfRows: rowsOnly.has(select) }];
    });
  });
  const offsets = found.length === 0 ? [] : starTokens(sql, dialect);
  return found.flatMap(({ isOfRows, ...star }, index) => (isOfRows ? [] : [{ ...star, offset: offsets[index] ?? 0 }]));
};

/**
 * Whether a `*` is used as a value within, in a SELECT list or `outside` of all lists. A `*` that is itself a list item
 * doesn't count.
 */
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
    const name = itemName(item, sql);
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

/**
 * Tables passed to a table function, as in `TABLE(f(input => TABLE(s.t)))`: the parser takes their names for columns.
 */
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

/** Aliases that stand for a single thing in the whole query, namely a table outside it. */
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
  const aliases = walk(ast, (_, node) => [identifierOf(node["alias"], sql) ?? []].flat());
  const isNavigation = ({ parts: [first, second], start }: Name): boolean =>
    dialect === "redshift" &&
    second !== undefined &&
    aliases.some((alias) => alias.start < start && alias.parts[0] === first);
  const tablesGiven = tableArguments(ast, sql);
  const names = [
    ...walk(ast, (kind, node) => (kind === "table" ? [tableNameOf(node, sql) ?? []].flat() : [])),
    ...tablesGiven,
  ];
  const parameters = walk(ast, (kind, node) => {
    if (kind === "placeholder") return ["?"];
    return kind === "parameter" ? [typeof node["name"] === "string" ? node["name"].toLowerCase() : "?"] : [];
  });
  const outermost = outermostSelects(ast).map((select) => outputsOf(select, sql));
  return {
    tables: names.filter((name) => isOutside(name) && !isNavigation(name)).sort((a, b) => a.start - b.start),
    navigations: names.filter(isNavigation),
    stars: starsOf(ast, sql, dialect, isOutside),
    outputs: outermost[0] ?? [],
    branches: outermost,
    allOutputs: walk(ast, (kind, node) => (kind === "select" ? outputsOf(node, sql) : [])),
    conditions: conditionsOf(ast, sql),
    naturalJoins: naturalJoinsOf(ast, sql),
    mentioned: new Set(columnNames(ast, sql).map(({ name }) => name)),
    hasStarSource: tablesGiven.length > 0 || hasStarValue(ast, "outside"),
    given: givenNames(ast, sql, dialect, names),
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
    isFollowed: isFollowed(ast) && !names.some(isNavigation),
  };
};

export interface UnreadQuery {
  /** In the text. */
  readonly offset: number;
  readonly message: string;
}

/** The query, or why it can't be read. */
export const parseQuery = (sql: string, dialect: Dialect): { readonly query: Query } | UnreadQuery => {
  const ast = syntaxOf(sql, grammars[dialect]);
  if (ast !== undefined) return { query: describe(ast, sql, dialect) };
  // Redshift descends from PostgreSQL and has forms of it that the parser knows only there; one form it doesn't know at
  // all
  const other =
    dialect === "redshift"
      ? (syntaxOf(sql, Grammar.PostgreSQL) ?? syntaxOf(withPlainCalls(sql), grammars.redshift))
      : undefined;
  if (other !== undefined) return { query: { ...describe(other, sql, dialect), isFollowed: false } };
  const { error, errorStart } = parse(sql, grammars[dialect]);
  const message = (error ?? "it can't be read").replace(/^.*?column \d+: /, "");
  return { offset: offsetOfCharacter(sql)(errorStart ?? 0), message };
};

/** The tree of a text that is one statement. */
export const syntaxOf = (sql: string, grammar: Grammar): Node | undefined => {
  const { success, ast } = parse(sql, grammar);
  const [first, another] = nodesIn(ast);
  return success && another === undefined ? first : undefined;
};

const words = (sql: string, dialect: Dialect): string =>
  sqlTokens(sql, dialect)
    .map(({ word }) => word)
    .sort()
    .join(" ");

/** Restores what the parser rewrites in another engine's words. */
const asWritten = (sql: string): string =>
  sql.replace(/\bINNER (UNION|EXCEPT|INTERSECT)( ALL)? BY NAME\b/g, "$1$2 CORRESPONDING");

/** Whether the parser has understood all of a query: it can write it again, word for word. */
export const isWrittenAgain = (sql: string, dialect: Dialect): boolean => {
  const { ast } = parse(sql, grammars[dialect]);
  const written = generate(ast, grammars[dialect]).sql?.join(" ");
  return written !== undefined && words(asWritten(written), dialect) === words(sql, dialect);
};

/** How many statements a text holds, by the semicolons between them. */
export const statementCount = (sql: string, dialect: Dialect): number => {
  const tokens = sqlTokens(sql, dialect);
  return tokens.filter(({ word }, index) => word !== ";" && (tokens[index - 1]?.word ?? ";") === ";").length;
};
