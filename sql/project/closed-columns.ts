/** Sources of a query's columns if its values can't be followed: everything that the query names. Pure. */
import type { KnownColumns } from "./column-names.ts";
import type { Query } from "./query.ts";
import { sqlTokens, type SqlToken } from "./tokens.ts";
import type { Dialect } from "./types.ts";

const beforeStar: readonly string[] = ["select", "distinct", "all", ",", ".", "("];
const beforeRelation: readonly string[] = [
  "as",
  "from",
  "join",
  ".",
  ")",
  "with",
  "recursive",
  "over",
  "table",
  "unpivot",
];

/** Whether a `*` stands for columns, rather than for rows as in `count(*)`. */
const isStar = (tokens: readonly SqlToken[], at: number): boolean => {
  const [called, before] = [tokens[at - 2]?.word, tokens[at - 1]?.word ?? ""];
  return tokens[at]?.word === "*" && beforeStar.includes(before) && !(before === "(" && called === "count");
};

/** Whether a relation's name is used as a value, as in `CAST(c AS json)`. */
const isRowValue = (tokens: readonly SqlToken[], at: number, aliases: ReadonlySet<string>): boolean => {
  const [before, token, after] = [tokens[at - 1], tokens[at], tokens[at + 1]?.word ?? ""];
  if (token === undefined || !aliases.has(token.word)) return false;
  // `FROM s.c c`
  if (before?.isName === true && [".", "from", "join"].includes(tokens[at - 2]?.word ?? "")) return false;
  const isDefined = after === "as" && tokens[at + 2]?.word === "(";
  return !beforeRelation.includes(before?.word ?? "from") && ![".", "("].includes(after) && !isDefined;
};

/** Every column that the query names, and every one that it can read if it reads some without naming them. */
export const closedOver = (sql: string, dialect: Dialect, known: KnownColumns, query: Query): readonly string[] => {
  const tokens = sqlTokens(sql, dialect);
  const words = new Set(tokens.map(({ word }) => word));
  const isOpen =
    tokens.length === 0 ||
    query.hasStarSource ||
    tokens.some((_, at) => isStar(tokens, at) || isRowValue(tokens, at, query.aliases));
  return [...known].flatMap(([relation, columns]) =>
    columns.filter((column) => isOpen || words.has(column)).map((column) => `${relation}.${column}`),
  );
};
