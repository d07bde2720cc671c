/** A text's tokens as the parser splits them. Pure. */
import { tokenize } from "@polyglot-sql/sdk";
import { grammars } from "./grammars.ts";
import { offsetOfCharacter } from "./source-text.ts";
import type { Dialect } from "./types.ts";

export interface SqlToken {
  /** The form for comparison: unquoted, lower case. */
  readonly word: string;
  /** Whether it is a name, quoted or not, rather than a keyword, a symbol or a value. */
  readonly isName: boolean;
  /** In the text; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
}

const names: readonly unknown[] = ["VAR", "QUOTED_IDENTIFIER"];

/** Without comments; empty if the text can't be tokenized, e.g. because of an open quote. */
export const sqlTokens = (sql: string, dialect: Dialect): readonly SqlToken[] => {
  const offsetOf = offsetOfCharacter(sql);
  return (tokenize(sql, grammars[dialect]).tokens ?? []).map((token) => ({
    word: token.text.replace(/^["`]|["`]$/g, "").toLowerCase(),
    // The library's types call it `tokenType`
    isName: names.includes(new Map<string, unknown>(Object.entries(token)).get("token_type")),
    start: offsetOf(token.span.start),
    end: offsetOf(token.span.end),
  }));
};
