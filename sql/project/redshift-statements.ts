/**
 * Statements of a file in `sql/redshift`. The parser knows only some of them, so their tokens are matched here; a
 * view's SELECT is parsed like any other. Pure.
 */
import { tokenize } from "@polyglot-sql/sdk";
import { grammars } from "./grammars.ts";
import { offsetOfCharacter } from "./source-text.ts";

/** A statement with its place in the text; `end` is exclusive, without the semicolon. */
interface Placed {
  readonly start: number;
  readonly end: number;
}

export type RedshiftMaker =
  | { readonly kind: "external schema"; readonly name: string; readonly database: string }
  | { readonly kind: "schema"; readonly name: string }
  | { readonly kind: "role"; readonly name: string }
  | { readonly kind: "masking policy"; readonly name: string }
  | { readonly kind: "late-binding view"; readonly name: string; readonly query: Placed };

export type RedshiftCompanion =
  | { readonly kind: "grant usage"; readonly on: string; readonly role: string }
  | { readonly kind: "grant select"; readonly on: string; readonly role: string }
  | {
      readonly kind: "attach";
      readonly on: string;
      readonly policy: string;
      readonly columns: readonly string[];
      /** Absent for PUBLIC. */
      readonly role?: string;
    };

export type RedshiftStatement = Placed & (RedshiftMaker | RedshiftCompanion | { readonly kind: "other" });

interface Token extends Placed {
  /** The form for comparison: strings unchanged, everything else in lower case and without needless quotes. */
  readonly word: string;
}

const plainName = /^[a-z_][a-z0-9_$]*$/;

const wordOf = (text: string): string => {
  if (text.startsWith("'")) return text;
  const lower = text.toLowerCase();
  const quoted = /^"([\s\S]*)"$/.exec(lower)?.[1];
  return quoted !== undefined && plainName.test(quoted) ? quoted : lower;
};

/** Without comments; empty if the text can't be tokenized, e.g. because of an open quote. */
export const redshiftTokens = (sql: string): readonly Token[] => {
  const offsetOf = offsetOfCharacter(sql);
  return (tokenize(sql, grammars.redshift).tokens ?? []).map(({ span }) => {
    const [start, end] = [offsetOf(span.start), offsetOf(span.end)];
    return { start, end, word: wordOf(sql.slice(start, end)) };
  });
};

const split = (tokens: readonly Token[]): readonly (readonly Token[])[] => {
  const statements: Token[][] = [[]];
  for (const token of tokens) {
    if (token.word === ";") statements.push([]);
    else statements.at(-1)?.push(token);
  }
  return statements.filter((statement) => statement.length > 0);
};

const name = "([a-z_][a-z0-9_]*)";
const relation = "([a-z_][a-z0-9_]*) \\. ([a-z_][a-z0-9_]*)";
const ifAbsent = "(?:if not exists )?";

type Read = (found: readonly string[], tokens: readonly Token[]) => RedshiftMaker | RedshiftCompanion | undefined;

/** The query between AS and the last four words, WITH NO SCHEMA BINDING. */
const viewQuery = (tokens: readonly Token[]): Placed | undefined => {
  const from = tokens[tokens.findIndex(({ word }) => word === "as") + 1];
  const last = tokens.at(-5);
  return from === undefined || last === undefined ? undefined : { start: from.start, end: last.end };
};

const patterns: readonly (readonly [RegExp, Read])[] = [
  [
    new RegExp(
      `^create external schema ${ifAbsent}${name} from data catalog database '([a-z0-9_]+)' iam_role (?:default|'default')$`,
    ),
    ([schema = "", database = ""]) => ({ kind: "external schema", name: schema, database }),
  ],
  [new RegExp(`^create schema ${ifAbsent}${name}$`), ([schema = ""]) => ({ kind: "schema", name: schema })],
  [new RegExp(`^create role ${name}$`), ([role = ""]) => ({ kind: "role", name: role })],
  [
    new RegExp(`^create masking policy ${ifAbsent}${name} with \\( .+ \\) using \\( .+ \\)$`),
    ([policy = ""]) => ({ kind: "masking policy", name: policy }),
  ],
  [
    new RegExp(`^create (?:or replace )?view ${relation} as [\\s\\S]+ with no schema binding$`),
    ([schema = "", view = ""], tokens) => {
      const query = viewQuery(tokens);
      return query && { kind: "late-binding view", name: `${schema}.${view}`, query };
    },
  ],
  [
    new RegExp(`^grant usage on schema ${name} to role ${name}$`),
    ([on = "", role = ""]) => ({ kind: "grant usage", on, role }),
  ],
  [
    new RegExp(`^grant select on (?:table )?${relation} to role ${name}$`),
    ([schema = "", view = "", role = ""]) => ({ kind: "grant select", on: `${schema}.${view}`, role }),
  ],
  [
    new RegExp(
      `^attach masking policy ${name} on ${relation} \\( ([a-z0-9_, ]+) \\)(?: using \\( [a-z0-9_, ]+ \\))? to (?:role ${name}|public)(?: priority \\d+)?$`,
    ),
    ([policy = "", schema = "", table = "", columns = "", role = ""]) => ({
      kind: "attach",
      on: `${schema}.${table}`,
      policy,
      columns: columns.split(" , "),
      ...(role !== "" && { role }),
    }),
  ],
];

/** What a file may contain, as shown to people. */
export const allowedStatements =
  "CREATE EXTERNAL SCHEMA [IF NOT EXISTS] x FROM DATA CATALOG DATABASE 'y' IAM_ROLE default, CREATE SCHEMA [IF NOT EXISTS] x, CREATE ROLE x, CREATE MASKING POLICY x WITH (…) USING (…), CREATE [OR REPLACE] VIEW s.v AS SELECT … WITH NO SCHEMA BINDING; after a schema GRANT USAGE ON SCHEMA x TO ROLE y, after a view ATTACH MASKING POLICY x ON s.v(column) TO ROLE y or PUBLIC [PRIORITY n] and GRANT SELECT ON s.v TO ROLE y";

export const redshiftStatements = (sql: string): readonly RedshiftStatement[] =>
  split(redshiftTokens(sql)).map((tokens) => {
    const text = tokens.map(({ word }) => word).join(" ");
    const placed = { start: tokens[0]?.start ?? 0, end: tokens.at(-1)?.end ?? 0 };
    for (const [pattern, read] of patterns) {
      const found = pattern.exec(text);
      const statement = found && read(found.slice(1), tokens);
      if (statement) return { ...placed, ...statement };
    }
    return { ...placed, kind: "other" };
  });
