/**
 * Columns that decide which rows a query returns, how they are grouped and in which order, without being values of it.
 * Pure.
 */
import { clauses, type Clause } from "../../model/sql/objects.ts";
import { child, children, identifierOf, nodesIn, walk, type Node } from "./query-nodes.ts";

/** A column as an expression names it, lower case. */
export interface ColumnName {
  /** What precedes the dot; absent without one. */
  readonly qualifier?: string;
  readonly name: string;
}

/** One clause of one SELECT of the query, subqueries included. */
export interface Condition {
  readonly clause: Clause;
  readonly columns: readonly ColumnName[];
}

/** Names of columns in a part of a query, including its subqueries. */
export const columnNames = (ast: unknown, sql: string): readonly ColumnName[] =>
  walk(ast, (kind, node) => {
    const [name] = (kind === "column" ? identifierOf(node["name"], sql)?.parts : undefined) ?? [];
    const [qualifier] = identifierOf(node["table"], sql)?.parts ?? [];
    return name === undefined ? [] : [{ name, ...(qualifier !== undefined && { qualifier }) }];
  });

/** What `GROUP BY 2` means: the second item of the list. */
const ordinal = (item: Node, select: Node): readonly Node[] => {
  const literal = child(item, "literal") ?? child(child(item, "this"), "literal");
  const value = literal?.["value"];
  if (literal?.["literal_type"] !== "number" || typeof value !== "string") return [];
  return children(select, "expressions").slice(Number(value) - 1, Number(value));
};

const joinColumns = (select: Node, sql: string): readonly ColumnName[] =>
  children(select, "joins").flatMap((join) => [
    ...columnNames(join["on"], sql),
    ...nodesIn(join["using"]).flatMap((name) => (identifierOf(name, sql)?.parts ?? []).map((part) => ({ name: part }))),
  ]);

const listed = (select: Node, key: "group_by" | "order_by", sql: string): readonly ColumnName[] => {
  const items = children(child(select, key), "expressions");
  return columnNames([select[key], ...items.flatMap((item) => ordinal(item, select))], sql);
};

const conditionsIn = (select: Node, sql: string): readonly Condition[] => {
  const columns: Readonly<Record<Clause, readonly ColumnName[]>> = {
    WHERE: columnNames(select["where_clause"], sql),
    JOIN: joinColumns(select, sql),
    "GROUP BY": listed(select, "group_by", sql),
    HAVING: columnNames(select["having"], sql),
    QUALIFY: columnNames(select["qualify"], sql),
    "ORDER BY": listed(select, "order_by", sql),
  };
  return clauses.flatMap((clause) => (columns[clause].length === 0 ? [] : [{ clause, columns: columns[clause] }]));
};

/** Nodes that have clauses: SELECTs, and set operations that order several of them. */
const withClauses = new Set(["select", "union", "intersect", "except", "joined_table", "subquery"]);

export const conditionsOf = (ast: unknown, sql: string): readonly Condition[] =>
  walk(ast, (kind, node) => (withClauses.has(kind) ? conditionsIn(node, sql) : []));
