/** Names that a query itself defines, in any form: the parser doesn't follow them all. Pure. */
import { children, child, identifierOf, walk, type Name, type Node } from "./query-nodes.ts";
import { sqlTokens } from "./tokens.ts";
import type { Dialect } from "./types.ts";

/** Where columns are named, with their qualifiers. */
const placesOfColumns = (ast: Node, sql: string): readonly number[] =>
  walk(ast, (kind, node) =>
    kind === "column" ? ["name", "table"].flatMap((key) => identifierOf(node[key], sql)?.start ?? []) : [],
  );

/** Aliases of values that are made of a column of the same name: they define nothing new. */
const placesOfSameNames = (ast: Node, sql: string): readonly number[] =>
  walk(ast, (kind, node) =>
    kind !== "select"
      ? []
      : children(node, "expressions").flatMap((item) => {
          const alias = identifierOf(child(item, "alias")?.["alias"], sql);
          const inner = walk(item, (key, column) =>
            key === "column" ? (identifierOf(column["name"], sql)?.parts ?? []) : [],
          );
          return alias !== undefined && inner.includes(alias.parts[0] ?? "") ? [alias.start] : [];
        }),
  );

/** Words in positions other than a column's name or qualifier, lower case; except functions and tables. */
export const givenNames = (ast: Node, sql: string, dialect: Dialect, tables: readonly Name[]): ReadonlySet<string> => {
  const known = new Set([...placesOfColumns(ast, sql), ...placesOfSameNames(ast, sql)]);
  const tokens = sqlTokens(sql, dialect);
  const given = tokens.flatMap(({ word, isName, start }, index) => {
    const after = tokens[index + 1]?.word;
    if (after === "->") return [word];
    const isTable = tables.some((table) => table.start <= start && start < table.end);
    return isName && after !== "(" && !isTable && !known.has(start) ? [word] : [];
  });
  return new Set(given);
};
