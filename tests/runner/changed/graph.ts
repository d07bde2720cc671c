/** The dependency graph, as paths relative to the repository's root. */

/** File → files that depend on it directly. */
export type Dependents = ReadonlyMap<string, ReadonlySet<string>>;

export type Edge = readonly [dependent: string, dependency: string];

export const dependentsOf = (edges: Iterable<Edge>): Dependents => {
  const dependents = new Map<string, Set<string>>();
  for (const [dependent, dependency] of edges) {
    const known = dependents.get(dependency);
    if (known === undefined) dependents.set(dependency, new Set([dependent]));
    else known.add(dependent);
  }
  return dependents;
};

/**
 * Everything that a change of `start` can reach, each with the file through which it is reached first: following these
 * leads back to the changed file, which is reached through itself.
 */
export const reachedFrom = (start: readonly string[], dependents: Dependents): ReadonlyMap<string, string> => {
  const reachedBy = new Map(start.map((file) => [file, file]));
  // A map's iteration also visits entries added meanwhile: breadth first, so that it finds the shortest path
  for (const file of reachedBy.keys()) {
    for (const dependent of dependents.get(file) ?? []) {
      if (!reachedBy.has(dependent)) reachedBy.set(dependent, file);
    }
  }
  return reachedBy;
};

/** The path from a reached file back to the changed one: `[reached, …, changed]`. */
export const wayTo = (file: string, reachedBy: ReadonlyMap<string, string>): readonly string[] => {
  const way = [file];
  for (let at = reachedBy.get(file); at !== undefined && at !== way.at(-1); at = reachedBy.get(at)) way.push(at);
  return way;
};
