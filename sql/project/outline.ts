/**
 * What the engine's grammar says about a query: the names of its columns, and what it reads. It doesn't follow values,
 * but it knows every form of its engine. Pure.
 */
import { textOf } from "./canonical-form.ts";
import type { Name } from "./query-nodes.ts";
import { offsetOfCharacter } from "./source-text.ts";
import type { SyntaxNode } from "./syntax-tree.ts";

export interface OutlineColumn {
  /** Absent for an expression without a name, and for `*`. */
  readonly name?: string;
  /** Of the name, or else of the expression. */
  readonly offset: number;
}

export interface Outline {
  /** Of the query's own list, for a UNION of its first SELECT; several for an item that defines several names. */
  readonly columns: readonly OutlineColumn[];
  /** Tables and views outside the query, in text order. */
  readonly tables: readonly Name[];
  /** Everything that can qualify a column, lower case. */
  readonly aliases: readonly string[];
  /** Whether all columns of a table are read by `TABLE s.t`, which has no star. */
  readonly hasWholeTable: boolean;
}

const nodesIn = ({ children }: SyntaxNode): readonly SyntaxNode[] =>
  children.flatMap((child) => (typeof child === "string" ? [] : [child]));

/** All nodes of these rules, including nested ones. */
const every = (node: SyntaxNode, ...rules: readonly string[]): readonly SyntaxNode[] => [
  ...(rules.includes(node.rule) ? [node] : []),
  ...nodesIn(node).flatMap((child) => every(child, ...rules)),
];

const identifiers: readonly string[] = [
  ...["UnquotedIdentifier", "QuotedIdentifier", "BackQuotedIdentifier", "DigitIdentifier"],
  ...["ErrorCapturingIdentifier", "Identifier", "StrictIdentifier"],
];
/** What names a relation: each contains the name directly. */
const relations: readonly string[] = [
  "AliasedRelation",
  "PatternRecognition",
  "TableAlias",
  "PivotClause",
  "UnPivotClause",
];
const lists: readonly string[] = ["IdentifierList", "IdentifierSeq"];

const unquoted = (text: string): string =>
  (/^"[\s\S]*"$|^`[\s\S]*`$/.test(text) ? text.slice(1, -1) : text).toLowerCase();

/** The identifiers of a name or a list of names; only the outermost of nested ones. */
const identifiersIn = (node: SyntaxNode): readonly SyntaxNode[] =>
  identifiers.includes(node.rule) ? [node] : nodesIn(node).flatMap(identifiersIn);

const nameOf = (node: SyntaxNode, offsetOf: (character: number) => number): Name => ({
  parts: identifiersIn(node).map((part) => unquoted(textOf(part))),
  start: offsetOf(node.start),
  end: offsetOf(node.end),
});

/** The query's own first SELECT: not one of a WITH clause before it. */
const ownSelect = (node: SyntaxNode): SyntaxNode | undefined => {
  if (node.rule === "QuerySpecification") return node;
  if (node.rule === "With" || node.rule === "Ctes") return undefined;
  for (const child of nodesIn(node)) {
    const found = ownSelect(child);
    if (found !== undefined) return found;
  }
  return undefined;
};

/** The items of a SELECT's own list. */
const itemsOf = (select: SyntaxNode): readonly SyntaxNode[] => {
  const list = every(select, "SelectList")[0];
  return list === undefined
    ? []
    : nodesIn(list).flatMap((child) => (child.rule === "NamedExpressionSeq" ? nodesIn(child) : [child]));
};

const columnsOf = (item: SyntaxNode, offsetOf: (character: number) => number): readonly OutlineColumn[] => {
  const parts = nodesIn(item);
  const last = parts.at(-1);
  const [value] = parts;
  const named = (node: SyntaxNode): OutlineColumn => ({
    name: unquoted(textOf(node)),
    offset: offsetOf(node.start),
  });
  if (last !== undefined && lists.includes(last.rule)) return identifiersIn(last).map(named);
  if (last !== undefined && parts.length > 1 && identifiers.includes(last.rule)) return [named(last)];
  const own = value?.rule === "SelectLiteralColumnName" ? identifiersIn(value).at(-1) : undefined;
  return [own === undefined ? { offset: offsetOf(item.start) } : named(own)];
};

export const outlineOf = (tree: SyntaxNode, sql: string): Outline => {
  const offsetOf = offsetOfCharacter(sql);
  const own = ownSelect(tree);
  const defined = new Set(
    every(tree, "NamedQuery").flatMap((query) => nameOf(nodesIn(query)[0] ?? query, offsetOf).parts),
  );
  const read = every(tree, "TableRef", "TableIdentifier").map((table) => nameOf(table, offsetOf));
  const aliases = every(tree, ...relations).flatMap((alias) =>
    nodesIn(alias)
      .filter(({ rule }) => identifiers.includes(rule))
      .flatMap((name) => nameOf(name, offsetOf).parts),
  );
  return {
    columns: own === undefined ? [] : itemsOf(own).flatMap((item) => columnsOf(item, offsetOf)),
    tables: read.filter(({ parts }) => parts.length > 1 || !defined.has(parts[0] ?? "")),
    aliases: [...new Set([...aliases, ...read.map(({ parts }) => parts.at(-1) ?? "")])],
    hasWholeTable: every(tree, "Table").length > 0,
  };
};
