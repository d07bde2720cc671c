/** NATURAL JOINs, which compare the columns that both sides share without naming them. Pure. */
import {
  child,
  children,
  itemName,
  identifierOf,
  outermostSelects,
  sourcesIn,
  tableNameOf,
  walk,
  type Node,
} from "./query-nodes.ts";

/** A source's columns: those of a relation outside the query, a subquery's names, or unknown. */
export type Columns = { readonly relation: string } | { readonly names: readonly string[] } | "unknown";

export interface NaturalJoin {
  readonly left: readonly Columns[];
  readonly right: readonly Columns[];
}

type Given = ReadonlyMap<string, Columns>;

const ofQuery = (query: Node | undefined, sql: string): Columns => {
  const [select] = query === undefined ? [] : outermostSelects(query);
  const items = children(select, "expressions");
  const names = items.flatMap((item) => itemName(item, sql)?.parts ?? []);
  return select !== undefined && names.length === items.length ? { names } : "unknown";
};

const ofSource = (source: Node, sql: string, given: Given): Columns => {
  const [kind = "", ...others] = Object.keys(source);
  const node = child(source, kind);
  if (node === undefined || others.length > 0 || children(node, "column_aliases").length > 0) return "unknown";
  if (kind === "subquery") return ofQuery(child(node, "this"), sql);
  const parts = kind === "table" ? (tableNameOf(node, sql)?.parts ?? []) : [];
  return parts.length > 1 ? { relation: parts.join(".") } : (given.get(parts[0] ?? "") ?? "unknown");
};

export const naturalJoinsOf = (ast: Node, sql: string): readonly NaturalJoin[] => {
  const given: Given = new Map(
    walk(ast, (key, node) => {
      const name = key === "ctes" ? identifierOf(node["alias"], sql)?.parts[0] : undefined;
      if (name === undefined) return [];
      return [[name, children(node, "columns").length > 0 ? "unknown" : ofQuery(child(node, "this"), sql)] as const];
    }),
  );
  return walk(ast, (kind, node) => {
    if (kind !== "select" && kind !== "joined_table") return [];
    const columnsOf = (source: Node): readonly Columns[] => sourcesIn(source).map((one) => ofSource(one, sql, given));
    const left = child(node, "left");
    const read = left === undefined ? children(child(node, "from"), "expressions") : [left];
    const before = read.flatMap(columnsOf);
    return children(node, "joins").flatMap((join) => {
      const right = [child(join, "this") ?? []].flat().flatMap(columnsOf);
      const found = { left: [...before], right };
      before.push(...right);
      return String(join["kind"]).startsWith("Natural") ? [found] : [];
    });
  });
};
