/** Redshift's `OBJECT_TRANSFORM(x KEEP p, … SET p, v, …)`, the only call with keywords between its arguments. Pure. */
import { sqlTokens, type SqlToken } from "./tokens.ts";

const clauses: readonly string[] = ["keep", "set"];

/** The clause keywords of each call: after an argument, in the call's own parentheses. */
const clauseWords = (tokens: readonly SqlToken[]): readonly SqlToken[] => {
  const calls: string[] = [];
  return tokens.filter(({ word }, at) => {
    const before = tokens[at - 1]?.word ?? "";
    if (word === "(") calls.push(before);
    else if (word === ")") calls.pop();
    return calls.at(-1) === "object_transform" && clauses.includes(word) && !["(", ",", "."].includes(before);
  });
};

/** The text with a comma instead of each such keyword, so that it parses like any call; all offsets stay the same. */
export const withPlainCalls = (sql: string): string =>
  clauseWords(sqlTokens(sql, "redshift")).reduce(
    (text, { start, end }) => `${text.slice(0, start)}${",".padEnd(end - start)}${text.slice(end)}`,
    sql,
  );
