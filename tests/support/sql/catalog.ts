/** An in-memory catalog to make plans for and carry them out on. */
import { environmentRelation, production } from "../../../model/sql/environment.ts";
import type { AppliedObject } from "../../../model/documents/revision.ts";
import type { LiveObject, LiveState } from "../../../sql/live/types.ts";
import { buildPlan } from "../../../sql/plan/build-plan.ts";
import { compareCatalog } from "../../../sql/plan/compare.ts";
import { idsToDescribe } from "../../../sql/plan/describe.ts";
import { inEnvironment } from "../../../sql/plan/environment-project.ts";
import type { Plan, PlannedObject } from "../../../model/documents/sql-plan.ts";
import type { TestProject } from "./project.ts";

/** A catalog before the first revision. */
export const emptyCatalog = (tables: readonly string[], more: Partial<LiveState> = {}): LiveState => ({
  environment: production,
  objects: [],
  tables: new Set(tables),
  redshift: false,
  ...more,
});

export interface Engine {
  /** The stored form of a definition; never the same for two different ones. */
  readonly stores?: (canonical: string) => string;
  /** Columns of objects that it could not be asked about before. */
  readonly columns?: TestProject["columns"];
}

const liveOf = (id: string, planned: PlannedObject, { stores, columns }: Engine): LiveObject => ({
  ...{ id, kind: planned.kind, name: id.slice(planned.kind.length + 1) },
  canonical: planned.kind === "model" ? planned.canonical : (stores?.(planned.canonical) ?? planned.canonical),
  definition: planned.sql,
  columns: planned.columns.length > 0 ? planned.columns : (columns?.get(id) ?? []),
});

/** Ids that a plan's stages create, and that they drop. Nothing else may change. */
const touched = ({
  stages,
  environment,
}: Plan): { readonly made: readonly string[]; readonly gone: readonly string[] } => ({
  made: stages.flatMap((stage) => {
    if (stage.kind === "build models") {
      return stage.models.map((name) => `model ${environmentRelation(name, environment)}`);
    }
    return stage.kind === "statements" && stage.action !== "drop" ? [stage.id] : [];
  }),
  gone: stages.flatMap((stage) => {
    if (stage.kind === "drop models") return stage.models.map((name) => `model ${name}`);
    return stage.kind === "statements" && stage.action === "drop" ? [stage.id] : [];
  }),
});

/** The catalog after exactly a plan's stages were carried out. */
export const carriedOut = (plan: Plan, live: LiveState, engine: Engine = {}): LiveState => {
  const { made, gone } = touched(plan);
  const objects = new Map(live.objects.map((object) => [object.id, object]));
  for (const id of gone) objects.delete(id);
  for (const id of made) {
    const planned = plan.declared[id];
    if (planned !== undefined) objects.set(id, liveOf(id, planned, engine));
  }
  if (plan.stages.length === 0) return live;
  const recorded = Object.entries(plan.declared).flatMap(
    ([id, planned]): readonly (readonly [string, AppliedObject])[] => {
      const now = objects.get(id);
      if (now === undefined) return [];
      const { canonical: declared, sql, statements, dependsOn } = planned;
      const stored = planned.kind === "model" ? declared : now.canonical;
      return [[id, { declared, stored, definition: now.definition, sql, statements, columns: now.columns, dependsOn }]];
    },
  );
  return {
    ...live,
    objects: [...objects.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    revision: {
      ...{ revision: plan.base + 1, finished: true, bundleKey: plan.bundleKey },
      objects: Object.fromEntries(recorded),
    },
  };
};

/** The same catalog after somebody has manually changed a definition, or dropped it. */
export const byHand = (live: LiveState, id: string, change?: Partial<LiveObject>): LiveState => ({
  ...live,
  objects: live.objects.flatMap((object) => {
    if (object.id !== id) return [object];
    return change === undefined ? [] : [{ ...object, ...change }];
  }),
});

/** A plan, with the engine's answers to exactly the required questions. */
export const planFor = ({ project, columns, bundle }: TestProject, live: LiveState, held?: LiveState): Plan => {
  const { environment } = live;
  const scoped = inEnvironment(project, { environment, production: held });
  const inProduction = new Map(
    project.objects.map(({ id, kind, name }) => [`${kind} ${environmentRelation(name, environment)}`, id]),
  );
  const asked = idsToDescribe(compareCatalog(scoped.project, live));
  const types = new Map(asked.map((id) => [id, columns.get(id) ?? columns.get(inProduction.get(id) ?? "") ?? []]));
  return buildPlan({ stack: "dev", project, live, bundle, types, ...(held === undefined ? {} : { production: held }) });
};
