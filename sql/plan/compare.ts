import type { AppliedObject } from "../../model/documents/revision.ts";
import type { LiveObject, LiveState } from "../live/types.ts";
import { dialectOf, type Project, type SqlObject } from "../project/types.ts";
import type { ObjectKind } from "../../model/sql/objects.ts";
import { columnsDiffer, statedColumns } from "./columns.ts";
import { dependants, dependencyOrder, reachedFrom } from "./order.ts";
import type { Action, Drift } from "../../model/documents/sql-plan.ts";

/** One object in the files, the catalog and the newest revision, and the resulting action. */
export interface Comparison {
  readonly id: string;
  readonly kind: ObjectKind;
  readonly name: string;
  readonly action: Action;
  readonly drift?: Drift;
  /** Tables that don't exist yet and that it needs, directly or through what it reads; sorted. */
  readonly missing: readonly string[];
  readonly declared?: SqlObject;
  readonly live?: LiveObject;
  readonly applied?: AppliedObject;
}

interface Sides {
  readonly declared?: SqlObject | undefined;
  readonly live?: LiveObject | undefined;
  readonly applied?: AppliedObject | undefined;
}

const changing: ReadonlySet<Action> = new Set(["create", "replace", "rebuild"]);
/** Something is created or recreated. */
export const isMade = ({ action }: Pick<Comparison, "action">): boolean => changing.has(action);
/** Its definition differs from the live one. */
export const isRedefined = ({ action }: Pick<Comparison, "action">): boolean =>
  action === "create" || action === "replace";

/**
 * An engine may store a different text than it was given: the stored text of a declaration stands for that declaration.
 */
const isAsDeclared = (declared: SqlObject, live: LiveObject, applied: AppliedObject | undefined): boolean =>
  live.canonical === declared.canonical ||
  (live.canonical === applied?.stored && declared.canonical === applied.declared);

/** An existing definition that no revision left there: replacing it overwrites someone's work. */
const driftOf = ({ live, applied }: Sides): Drift | undefined => {
  if (live === undefined) return applied === undefined ? undefined : "missing";
  if (applied === undefined) return "made by hand";
  return live.canonical === applied.stored ? undefined : "changed by hand";
};

/**
 * A waiting model is built by the first night that finds its tables. By which SQL isn't recorded, so it is rebuilt
 * once; somebody else's table of that name would have other columns.
 */
const wasBuiltByNight = (declared: SqlObject, live: LiveObject): boolean =>
  declared.kind === "model" && !columnsDiffer(live.columns, statedColumns(declared));

/** The action for one object's three sides, ignoring other objects. */
const ownAction = ({ declared, live, applied }: Sides): Pick<Comparison, "action" | "drift"> | undefined => {
  if (declared === undefined) {
    if (live === undefined) return undefined;
    if (applied === undefined) return { action: "unmanaged" };
    const drift = driftOf({ live, applied });
    return { action: "drop", ...(drift === undefined ? {} : { drift }) };
  }
  if (live !== undefined && isAsDeclared(declared, live, applied)) return { action: "unchanged" };
  if (live !== undefined && applied === undefined && wasBuiltByNight(declared, live)) return { action: "rebuild" };
  const drift = driftOf({ live, applied });
  return { action: live === undefined ? "create" : "replace", ...(drift === undefined ? {} : { drift }) };
};

const sameItems = (one: readonly string[], other: readonly string[]): boolean =>
  [...one].sort().join("\n") === [...other].sort().join("\n");

/** A model's rows come from what it reads: if that changes or moves, the model is rebuilt. */
const readsChange = ({ dependsOn }: SqlObject, { applied }: Sides, done: ReadonlyMap<string, Comparison>): boolean =>
  dependsOn.some((id) => {
    const read = done.get(id);
    return read?.kind === "model" && isMade(read);
  }) ||
  (applied !== undefined && !sameItems(applied.dependsOn, dependsOn));

/** Compares one declared object; `done` has everything that it depends on. */
const compareDeclared = (
  declared: SqlObject,
  sides: Sides,
  tables: ReadonlySet<string>,
  done: ReadonlyMap<string, Comparison>,
): Comparison => {
  const { action: own = "unchanged", drift } = ownAction({ ...sides, declared }) ?? {};
  const isModel = declared.kind === "model";
  const action = isModel && own === "unchanged" && readsChange(declared, sides, done) ? "rebuild" : own;
  const needed = [
    ...declared.tables.filter((table) => !tables.has(table)),
    ...declared.dependsOn.flatMap((id) => done.get(id)?.missing ?? []),
  ];
  // the table of an unchanged model can be read, whatever happened to its sources
  const missing = isModel && action === "unchanged" ? [] : [...new Set(needed)].sort();
  const { id, kind, name } = declared;
  return {
    ...{ id, kind, name, missing, declared },
    action: missing.length > 0 && changing.has(action) ? "wait" : action,
    ...(drift === undefined ? {} : { drift }),
    ...(sides.live === undefined ? {} : { live: sides.live }),
    ...(sides.applied === undefined ? {} : { applied: sides.applied }),
  };
};

const compareUndeclared = (live: LiveObject, applied: AppliedObject | undefined): Comparison => {
  const { action = "unmanaged", drift } = ownAction({ live, applied }) ?? {};
  const { id, kind, name } = live;
  return {
    ...{ id, kind, name, action, missing: [], live },
    ...(drift === undefined ? {} : { drift }),
    ...(applied === undefined ? {} : { applied }),
  };
};

/**
 * Compares each object three ways: as the files declare it, as it exists, and as the newest revision left it. Pure;
 * column types needn't be known yet. Declared objects come in dependency order, then dropped or unmanaged ones by id.
 *
 * @param project as it is in the environment that was read, see `inEnvironment`
 */
export const compareCatalog = (project: Project, live: LiveState): readonly Comparison[] => {
  const liveObjects = new Map(live.objects.map((object) => [object.id, object]));
  const applied = new Map(Object.entries(live.revision?.objects ?? {}));
  const declared = project.objects.filter(({ kind }) => live.redshift || dialectOf(kind) !== "redshift");
  const done = new Map<string, Comparison>();
  for (const object of dependencyOrder(declared)) {
    const sides = { live: liveObjects.get(object.id), applied: applied.get(object.id) };
    done.set(object.id, compareDeclared(object, sides, live.tables, done));
  }
  const undeclared = live.objects
    .filter(({ id }) => !done.has(id))
    .map((object) => compareUndeclared(object, applied.get(object.id)))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  return [...done.values(), ...undeclared];
};

/** Ids of everything that depends, directly or indirectly, on one of these. */
export const dependingOn = (ids: Iterable<string>, comparisons: readonly Comparison[]): ReadonlySet<string> =>
  new Set(
    reachedFrom(ids, dependants(comparisons.flatMap(({ declared }) => (declared === undefined ? [] : [declared])))),
  );
