/**
 * Reads a model's or view's SELECT with two parsers: the engine's grammar knows every form but doesn't follow values,
 * the other one follows values but doesn't know every form. What both refuse is wrong. What only one can't read is left
 * to the engine, which validates it before anything is created. Pure.
 */
import type { ReportFile } from "../check/report.ts";
import { canonicalQuery } from "./canonical.ts";
import { readByGrammar, type GrammarReading } from "./grammar.ts";
import type { Outline } from "./outline.ts";
import { isWrittenAgain, parseQuery, statementCount, type Output, type Query, type UnreadQuery } from "./query.ts";
import type { SyntaxDialect } from "./syntax-tree.ts";

export interface SelectReading {
  readonly query: Query;
  readonly canonical: string;
  /** Where the grammar stopped, though the other parser has read the whole text. */
  readonly doubt?: Fault;
}

export const dialectNames = { trino: "Athena's (Trino's)", spark: "Spark's", redshift: "Redshift's" } as const;

const offsetOfLine = (text: string, line: number, column: number): number =>
  text
    .split("\n")
    .slice(0, line - 1)
    .reduce((length, { length: own }) => length + own + 1, column - 1);

/** The text's line at the offset, to show the place. */
const lineAt = (text: string, offset: number): string =>
  text.slice(text.lastIndexOf("\n", offset - 1) + 1).replace(/\n[\s\S]*$/, "");

const symbols: Readonly<Record<string, string>> = {
  RParen: '")"',
  LParen: '"("',
  Comma: '","',
  From: "FROM",
  As: "AS",
};

/** What the other parser expected where the grammar stopped; it reports no other places. */
const expectation = (unread: UnreadQuery | undefined, offset: number): string => {
  const expected = /^Expected (\w+)/.exec(unread?.message ?? "")?.[1];
  if (unread?.offset !== offset || expected === undefined) return "";
  return `; ${symbols[expected] ?? expected} is expected here`;
};

export interface Fault {
  readonly offset: number;
  readonly message: string;
}

/** The grammar's first fault: later ones are consequences of it. */
const faultOf = (read: GrammarReading, sql: string): Fault | undefined => {
  if ("faults" in read) {
    const [{ line, column, message } = { line: 1, column: 1, message: "it can't be read" }] = read.faults;
    return { offset: offsetOfLine(sql, line, column), message };
  }
  // If it sees two statements in one, it hasn't understood it
  const [, second] = read.statements;
  if (second === undefined) return undefined;
  const word = /^\w+|^[\s\S]/.exec(sql.slice(second))?.[0] ?? "";
  return { offset: second, message: `'${word}' is not valid at this position` };
};

const outputsOf = ({ columns }: Outline): readonly Output[] =>
  columns.map((column) => ({ ...column, columns: [], hasStarValue: false }));

/** The query as far as the grammar alone knows it. */
const queryOf = (outline: Outline, sql: string): Query => {
  const outputs = outputsOf(outline);
  const none = new Set<string>();
  return {
    ...{ tables: outline.tables, navigations: [], stars: [], outputs, branches: [outputs], allOutputs: outputs },
    conditions: [],
    naturalJoins: [],
    ...{ mentioned: none, hasStarSource: outline.hasWholeTable, given: none, aliases: new Set(outline.aliases) },
    ...{ tableOf: new Map(), parametersOfLambdas: none, isFollowed: false },
    parameters: [...new Set([...sql.matchAll(/(?<![:\w]):([a-z_]\w*)/gi)].map(([, name = ""]) => name.toLowerCase()))],
  };
};

/**
 * The parser's reading with the grammar's names, which are the engine's; if they differ in number, values aren't
 * followed.
 */
const inAgreement = (query: Query, outline: Outline): Query => {
  const aliases = new Set([...query.aliases, ...outline.aliases]);
  const hasStarSource = query.hasStarSource || outline.hasWholeTable;
  const all = { ...query, aliases, hasStarSource };
  if (outline.columns.length === 0) return all;
  if (outline.columns.length !== query.outputs.length) {
    const outputs = outputsOf(outline);
    return { ...all, outputs, branches: [outputs], isFollowed: false };
  }
  const outputs = query.outputs.map((output, index) => ({ ...output, ...outline.columns[index] }));
  return { ...all, outputs, branches: [outputs, ...query.branches.slice(1)] };
};

/** What is wrong with the number or the kind of the statements. */
const notOneSelect = (count: number, read: GrammarReading): string | undefined => {
  if (count === 0) return "the file holds no statement";
  if (count > 1) return `the file holds ${count} statements`;
  return "faults" in read || read.selects > 0 ? undefined : "the file's statement is not a SELECT";
};

/** Reports a text that isn't a single SELECT. */
export const readSelect = (
  sql: string,
  start: number,
  dialect: SyntaxDialect,
  report: ReportFile,
): SelectReading | undefined => {
  const read = readByGrammar(sql, dialect);
  const wrong = notOneSelect(statementCount(sql, dialect), read);
  if (wrong !== undefined) {
    const fix = "keep one SELECT per file; CREATE is added when it is applied";
    report("SQL_NOT_ONE_SELECT", start, `${wrong}; one SELECT is allowed`, fix);
    return undefined;
  }
  const parsed = parseQuery(sql, dialect);
  const fault = faultOf(read, sql);
  if (fault === undefined && !("faults" in read)) {
    const query = "query" in parsed ? inAgreement(parsed.query, read.outline) : queryOf(read.outline, sql);
    return { query, canonical: read.canonical };
  }
  if ("query" in parsed && parsed.query.outputs.length > 0 && isWrittenAgain(sql, dialect)) {
    const doubt = fault && { doubt: fault };
    return { query: parsed.query, canonical: canonicalQuery(sql, dialect), ...doubt };
  }
  const { offset, message } = fault ?? { offset: 0, message: "it can't be read" };
  const expected = expectation("query" in parsed ? undefined : parsed, offset);
  const told = `${message}${expected}, in: ${lineAt(sql, offset).trim()}`;
  report("SQL_SYNTAX", start + offset, told, `write one SELECT in ${dialectNames[dialect]} SQL`);
  return undefined;
};
