import type { Project } from "../project/types.ts";
import { dependants, reachedFrom, type Node } from "./order.ts";
import type { Comparison } from "./compare.ts";

/** The readers of each object, down to exposures. */
export interface Impact {
  /** Everything that reads it, directly or indirectly: ids of objects and `dashboard <name>`, nearest first. */
  readonly affectedBy: (id: string) => readonly string[];
  /** Its direct readers. */
  readonly readersOf: (id: string) => readonly string[];
}

const escaped = (name: string): string => name.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Nothing declares what an unmanaged object reads; its text mentions it. */
const named = ({ live }: Comparison, others: readonly Comparison[]): readonly string[] => {
  const text = live?.canonical.replaceAll('"', "") ?? "";
  return others
    .filter(({ id, name }) => id !== live?.id && new RegExp(`(?<![\\w.])${escaped(name)}(?![\\w])`, "i").test(text))
    .map(({ id }) => id);
};

/** Pure. Uses what the files declare, for the rest what the newest revision recorded or what a definition mentions. */
export const impactOf = (comparisons: readonly Comparison[], { exposures }: Project): Impact => {
  const relations = comparisons.filter(({ name }) => name.includes("."));
  const objects = comparisons.map((comparison): Node => {
    const { id, declared, applied } = comparison;
    return { id, dependsOn: declared?.dependsOn ?? applied?.dependsOn ?? named(comparison, relations) };
  });
  const outside = exposures.map(({ kind, name, reads }): Node => ({ id: `${kind} ${name}`, dependsOn: reads }));
  const edges = dependants([...objects, ...outside]);
  return {
    affectedBy: (id) => reachedFrom([id], edges),
    readersOf: (id) => edges.get(id) ?? [],
  };
};
