/** One text for all notations of the same SQL, and one layout for people. */
import { format, tokenize } from "@polyglot-sql/sdk";
import { readByGrammar } from "./grammar.ts";
import { grammars } from "./grammars.ts";
import { offsetOfCharacter } from "./source-text.ts";
import type { Dialect } from "./types.ts";

const plainName = /^[a-z_][a-z0-9_$]*$/i;

/** With its prefix, such as that of `E'…'`; dollar-quoted in Redshift, and double-quoted in Spark. */
const isString = (token: string, dialect: Dialect): boolean =>
  /^([a-z]&?)?'/i.test(token) || /^\$\w*\$/.test(token) || (dialect === "spark" && /^[a-z]?"/i.test(token));

/** Tokens in one case without comments: Redshift keeps a late-binding view as written, so parentheses stay. */
const canonicalTokens = (sql: string, dialect: Dialect): string => {
  const { tokens } = tokenize(sql, grammars[dialect]);
  if (tokens === undefined) return sql.trim();
  const offsetOf = offsetOfCharacter(sql);
  const words = tokens.map(({ span }) => {
    const text = sql.slice(offsetOf(span.start), offsetOf(span.end));
    if (isString(text, dialect)) return text;
    const quoted = /^"([\s\S]*)"$/.exec(text)?.[1];
    if (quoted === undefined) return text.toLowerCase();
    return plainName.test(quoted) ? quoted.toLowerCase() : text.toLowerCase();
  });
  return words.filter((word) => word !== ";").join(" ");
};

/** SQL that its grammar doesn't know, such as another engine's view, is compared token by token. */
export const canonicalQuery = (sql: string, dialect: Dialect): string => {
  if (dialect === "redshift") return canonicalTokens(sql, dialect);
  const read = readByGrammar(sql, dialect);
  return "faults" in read ? canonicalTokens(sql, dialect) : read.canonical;
};

const noise: readonly (readonly [RegExp, string])[] = [
  [/^create or replace /, "create "],
  [/^(create (?:external )?schema) if not exists /, "$1 "],
  [/^(create masking policy) if not exists /, "$1 "],
  [/^(grant select on) table /, "$1 "],
  [/^(attach masking policy .*) priority 0$/, "$1"],
];

const canonicalStatement = (statement: string): string =>
  noise.reduce((text, [pattern, to]) => text.replace(pattern, to), canonicalTokens(statement, "redshift"));

/** Statements of one Redshift object: the one that creates it first, then grants and attachments in any order. */
export const canonicalStatements = ([first = "", ...others]: readonly string[]): string =>
  [canonicalStatement(first), ...others.map(canonicalStatement).sort()].join(";\n");

/** SQL in one common layout, so that a diff shows what changes and not how it is formatted. */
export const prettyQuery = (sql: string, dialect: Dialect): string =>
  format(sql, grammars[dialect]).sql?.join(";\n") ?? sql.trim();
