/** Dependency orders, and what is reachable from what. Pure. */

import { inOrder } from "../project/order.ts";

export interface Node {
  readonly id: string;
  /** Ids; those that are not among the nodes are ignored. */
  readonly dependsOn: readonly string[];
}

const byId = (a: Node, b: Node): number => (a.id < b.id ? -1 : 1);

/**
 * Every node after its dependencies; ties are ordered by id, whatever the input order. Nodes of a cycle, which `sql
 * check` refuses, come last instead of being lost.
 */
export const dependencyOrder = <T extends Node>(nodes: readonly T[]): readonly T[] => {
  const { ordered, stuck } = inOrder(nodes);
  return [...ordered, ...stuck];
};

/** The reverse edges: the nodes that depend on each. */
export const dependants = (nodes: readonly Node[]): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, string[]>();
  for (const { id, dependsOn } of [...nodes].sort(byId)) {
    for (const needed of new Set(dependsOn)) found.set(needed, [...(found.get(needed) ?? []), id]);
  }
  return found;
};

/** Everything reachable from `start` along the edges, nearest first and by id at equal distance; without `start`. */
export const reachedFrom = (
  start: Iterable<string>,
  edges: ReadonlyMap<string, readonly string[]>,
): readonly string[] => {
  const seen = new Set(start);
  const reached: string[] = [];
  for (let nearest: readonly string[] = [...seen]; nearest.length > 0;) {
    const next = [...new Set(nearest.flatMap((id) => edges.get(id) ?? []))].filter((id) => !seen.has(id)).sort();
    for (const id of next) seen.add(id);
    reached.push(...next);
    nearest = next;
  }
  return reached;
};
