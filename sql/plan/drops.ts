import type { ObjectKind } from "../../model/sql/objects.ts";
import { isMade, type Comparison } from "./compare.ts";
import { dependencyOrder } from "./order.ts";

/** What is dropped, each after its readers. */
export interface Drops {
  /** Dropped before anything is created: something of another kind takes its name. Its readers are dropped with it. */
  readonly first: readonly Comparison[];
  readonly last: readonly Comparison[];
}

/** Kinds that share a namespace, so that their names must differ. */
const places: Readonly<Partial<Record<ObjectKind, string>>> = {
  model: "catalog",
  view: "catalog",
  schema: "Redshift's schemas",
  "external schema": "Redshift's schemas",
};

const placeOf = ({ kind, name }: Comparison): string => `${places[kind] ?? kind} ${name}`;

export const dropsOf = (comparisons: readonly Comparison[]): Drops => {
  const dropped = comparisons.filter(({ action }) => action === "drop");
  const ordered = dependencyOrder(dropped.map((drop) => ({ ...drop, dependsOn: drop.applied?.dependsOn ?? [] })));
  const taken = new Set(comparisons.filter(isMade).map(placeOf));
  const inTheWay = new Set<string>();
  for (const drop of ordered) {
    if (taken.has(placeOf(drop)) || drop.dependsOn.some((id) => inTheWay.has(id))) inTheWay.add(drop.id);
  }
  const readersFirst = ordered.toReversed();
  return {
    first: readersFirst.filter(({ id }) => inTheWay.has(id)),
    last: readersFirst.filter(({ id }) => !inTheWay.has(id)),
  };
};
