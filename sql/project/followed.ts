/**
 * Whether the parser follows values through a query: it follows those through the forms of a FROM clause listed here,
 * and silently reads others. Other forms are left to the engine, and their lineage is closed. Pure.
 */
import { child, children, nodesIn, walk, type Node } from "./query-nodes.ts";

const followed: readonly string[] = [
  ...["table", "subquery", "paren", "joined_table", "values", "select", "union", "intersect", "except"],
  ...["unnest", "lateral", "function", "explode", "table_sample", "alias"],
];
/** Forms that wrap another form, from which they read. */
const wrapping: readonly string[] = ["table_sample", "alias", "paren"];

const isFollowedSource = (source: Node): boolean =>
  Object.keys(source).every((kind) => {
    if (!followed.includes(kind)) return false;
    const inner = child(child(source, kind), "this");
    if (kind === "joined_table") return isFollowedJoin(child(source, kind));
    return !wrapping.includes(kind) || inner === undefined || isFollowedSource(inner);
  });

const isFollowedJoin = (node: Node | undefined): boolean => {
  const left = child(node, "left");
  const joined = children(node, "joins").flatMap((join) => nodesIn(join["this"]));
  return [...(left === undefined ? [] : [left]), ...joined].every(isFollowedSource);
};

/** Whether all SELECTs of a query read only in forms that the parser follows. */
export const isFollowed = (ast: Node): boolean =>
  walk(ast, (kind, select) => {
    if (kind !== "select") return [];
    const from = children(child(select, "from"), "expressions");
    return [from.every(isFollowedSource) && isFollowedJoin(select)];
  }).every(Boolean);
