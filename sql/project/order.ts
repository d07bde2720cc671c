/** Sorts objects after their dependencies. Pure. */

interface Dependent {
  readonly id: string;
  readonly dependsOn: readonly string[];
}

/** Ties are ordered by id; members of a cycle are `stuck`. */
export const inOrder = <Item extends Dependent>(
  items: readonly Item[],
): { readonly ordered: readonly Item[]; readonly stuck: readonly Item[] } => {
  const ordered: Item[] = [];
  let waiting = [...items].sort((a, b) => (a.id < b.id ? -1 : 1));
  for (;;) {
    const open = new Set(waiting.map(({ id }) => id));
    const ready = waiting.filter(({ dependsOn }) => !dependsOn.some((id) => open.has(id)));
    if (ready.length === 0) return { ordered, stuck: waiting };
    ordered.push(...ready);
    waiting = waiting.filter((item) => !ready.includes(item));
  }
};

/** A cycle among stuck items, its first id repeated at its end. */
export const cycleAmong = (stuck: readonly Dependent[]): readonly string[] => {
  const byId = new Map(stuck.map((item) => [item.id, item]));
  const path = [stuck[0]?.id ?? ""];
  for (;;) {
    const next = byId.get(path.at(-1) ?? "")?.dependsOn.find((id) => byId.has(id));
    if (next === undefined) return path;
    const seen = path.indexOf(next);
    if (seen >= 0) return [...path.slice(seen), next];
    path.push(next);
  }
};
