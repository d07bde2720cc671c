/** Syntax by the engines' own grammars: Trino's for Athena, Spark's for models. Pure. */
// Not from the package as a whole, which loads the grammars of six more engines
import { SparkSQL } from "dt-sql-parser/dist/parser/spark/index.js";
import { TrinoSQL } from "dt-sql-parser/dist/parser/trino/index.js";

/** A rule of the grammar with its children; a string is a token as written. */
export interface SyntaxNode {
  /** Name of the rule, or of the alternative if the grammar names it, e.g. `Query`, `And`. */
  readonly rule: string;
  readonly children: readonly (SyntaxNode | string)[];
  /** Where its first token begins in the text, in characters. */
  readonly start: number;
  /** After its last token. */
  readonly end: number;
}

export interface SyntaxFault {
  /** Both from 1, in the text that was parsed. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export type SyntaxDialect = "trino" | "spark";

/** The part of the parser's tree that is read here. */
interface ParserNode {
  readonly start?: { readonly start: number } | null;
  readonly stop?: { readonly stop: number } | null;
  getText(): string;
  getChildCount(): number;
  getChild(index: number): ParserNode | null;
}

// A parser caches what it has learned about its grammar: the second text parses many times faster than the first.
const parsers = { trino: new TrinoSQL(), spark: new SparkSQL() };

const plain = (node: ParserNode): SyntaxNode | string => {
  const count = node.getChildCount();
  // The generated classes have the names of the grammar's alternatives
  const rule = node.constructor.name.replace(/Context$/, "");
  const place = { start: node.start?.start ?? 0, end: (node.stop?.stop ?? -1) + 1 };
  if (count === 0) return rule === "TerminalNode" ? node.getText() : { rule, children: [], ...place };
  const children: (SyntaxNode | string)[] = [];
  for (let index = 0; index < count; index += 1) {
    const child = node.getChild(index);
    if (child !== null) children.push(plain(child));
  }
  return { rule, children, ...place };
};

/** The text's tree, or everything that is wrong with it. */
export const parseSyntax = (
  sql: string,
  dialect: SyntaxDialect,
): { readonly tree: SyntaxNode } | { readonly faults: readonly SyntaxFault[] } => {
  const faults: SyntaxFault[] = [];
  const tree = parsers[dialect].parse(sql, ({ startLine, startColumn, message }) => {
    faults.push({ line: startLine, column: startColumn, message: message.replace(/\.$/, "") });
  });
  if (faults.length > 0) return { faults };
  const root = plain(tree);
  return { tree: typeof root === "string" ? { rule: "", children: [root], start: 0, end: sql.length } : root };
};

/** A tree's statements by kind: each `StatementDefault` is a query. */
export const statementsOf = (tree: SyntaxNode): readonly SyntaxNode[] =>
  tree.rule === "SingleStatement"
    ? [tree]
    : tree.children.flatMap((child) => (typeof child === "string" ? [] : statementsOf(child)));
