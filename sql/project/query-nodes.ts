/**
 * A query's parse tree as `@polyglot-sql/sdk` returns it, the same for all dialects: an object whose key names the kind
 * of node, such as `{ select: { expressions, from, … } }`. Pure.
 */
import { offsetOfCharacter } from "./source-text.ts";

export type Node = Readonly<Record<string, unknown>>;

/** A name as written, and its place; `end` is exclusive. */
export interface Name {
  /** Lower case, unquoted: one part or more. */
  readonly parts: readonly string[];
  readonly start: number;
  readonly end: number;
}

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && !Array.isArray(value);

export const child = (node: Node | undefined, key: string): Node | undefined => {
  const value = node?.[key];
  return isNode(value) ? value : undefined;
};

/** A node itself, or the nodes of a list and its nested lists, such as CASE has for each WHEN. */
export const nodesIn = (value: unknown): readonly Node[] => [value].flat(Infinity).filter(isNode);

export const children = (node: Node | undefined, key: string): readonly Node[] => {
  const value = node?.[key];
  return Array.isArray(value) ? nodesIn(value) : [];
};

/** The results of `visit` for every node with its key, in text order. */
export const walk = <Found>(
  value: unknown,
  visit: (key: string, node: Node) => readonly Found[],
  key = "",
): readonly Found[] => {
  if (Array.isArray(value)) return value.flatMap((item) => walk(item, visit, key));
  if (!isNode(value)) return [];
  // A query's WITH clause is the last of its keys and the first of its text
  const keys = Object.keys(value);
  const ordered = keys.includes("with") ? ["with", ...keys.filter((name) => name !== "with")] : keys;
  return [...visit(key, value), ...ordered.flatMap((name) => walk(value[name], visit, name))];
};

/** An identifier such as an alias, if the parser gives its place. */
export const identifierOf = (value: unknown, text: string): Name | undefined => {
  if (!isNode(value) || typeof value["name"] !== "string") return undefined;
  const span = child(value, "span");
  const [start, end] = [span?.["start"], span?.["end"]];
  if (typeof start !== "number" || typeof end !== "number") return undefined;
  const offsetOf = offsetOfCharacter(text);
  return { parts: [value["name"].toLowerCase()], start: offsetOf(start), end: offsetOf(end) };
};

/** A table's name; a column's `table` is an identifier instead. */
export const tableNameOf = (table: Node, text: string): Name | undefined => {
  const parts = ["catalog", "schema", "name"].flatMap((key) => identifierOf(table[key], text) ?? []);
  const [first] = parts;
  const last = parts.at(-1);
  if (first === undefined || last === undefined) return undefined;
  return { parts: parts.flatMap((part) => part.parts), start: first.start, end: last.end };
};

/** The name of a SELECT item: its alias, or the column that it is. */
export const itemName = (item: Node, text: string): Name | undefined =>
  identifierOf(child(item, "alias")?.["alias"], text) ?? identifierOf(child(item, "column")?.["name"], text);

/** The sources of an item of FROM or of a join: several for a join in parentheses. */
export const sourcesIn = (source: Node): readonly Node[] => {
  const paren = child(child(source, "paren"), "this");
  if (paren !== undefined) return sourcesIn(paren);
  const join = child(source, "joined_table");
  const left = child(join, "left");
  return join === undefined || left === undefined ? [source] : [...sourcesIn(left), ...joinedTo(join)];
};

const joinedTo = (node: Node): readonly Node[] =>
  children(node, "joins").flatMap((join) => {
    const right = child(join, "this");
    return right === undefined ? [] : sourcesIn(right);
  });

/** The direct sources of a SELECT, including joins but not subqueries. */
export const sourcesOf = (select: Node): readonly Node[] => [
  ...children(child(select, "from"), "expressions").flatMap(sourcesIn),
  ...joinedTo(select),
];

/** The SELECTs whose lists are the query's columns: several in a UNION. */
export const outermostSelects = (query: Node): readonly Node[] => {
  const select = child(query, "select");
  if (select !== undefined) return [select];
  const inner = child(child(query, "subquery"), "this") ?? child(child(query, "paren"), "this");
  if (inner !== undefined) return outermostSelects(inner);
  const operation = child(query, "union") ?? child(query, "intersect") ?? child(query, "except");
  return ["left", "right"].flatMap((side) => {
    const branch = child(operation, side);
    return branch === undefined ? [] : outermostSelects(branch);
  });
};
