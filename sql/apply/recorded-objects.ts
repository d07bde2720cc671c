/** What a revision leaves behind, as far as it got. Pure. */
import type { AppliedObject, LiveState } from "../live/types.ts";
import type { Plan, PlannedObject, Stage } from "../plan/types.ts";
import type { StageRecord } from "./types.ts";

type Applied = Readonly<Record<string, AppliedObject>>;

/** Ids of the objects that a stage makes, replaces or drops. */
const touchedBy = (stage: Stage, plan: Plan): readonly string[] => {
  if (stage.kind === "statements") return [stage.id];
  if (stage.kind === "drop models") return stage.models.map((name) => `model ${name}`);
  if (stage.kind !== "build models") return [];
  const names = new Set(stage.models);
  const isBuilt = (id: string, { kind, statements }: PlannedObject): boolean =>
    kind === "model" && names.has((JSON.parse(statements[0] ?? "{}") as { readonly name?: string }).name ?? id);
  return Object.entries(plan.declared).flatMap(([id, planned]) => (isBuilt(id, planned) ? [id] : []));
};

/**
 * Objects as they are recorded: those of stages that are done as the plan declares them and the engine stores them,
 * those of the others as they were before.
 *
 * @param live read after the last stage
 */
export const recordedObjects = (
  plan: Plan,
  stages: readonly StageRecord[],
  before: Applied,
  live: LiveState,
): Applied => {
  const isDone = (index: number): boolean => stages[index]?.state === "done";
  const open = new Set(plan.stages.flatMap((stage, index) => (isDone(index) ? [] : touchedBy(stage, plan))));
  const waiting = new Set(plan.changes.flatMap(({ id, action }) => (action === "wait" ? [id] : [])));
  const found = new Map(live.objects.map((object) => [object.id, object]));
  const after = Object.entries(plan.declared).flatMap(
    ([id, planned]): readonly (readonly [string, AppliedObject])[] => {
      const now = found.get(id);
      if (now === undefined || open.has(id) || waiting.has(id)) return [];
      const { canonical: declared, sql, statements, dependsOn } = planned;
      // A table doesn't hold the SQL that it was built by, see read-live.
      const stored = planned.kind === "model" ? declared : now.canonical;
      const { definition, columns } = now;
      return [[id, { declared, stored, definition, sql, statements, columns, dependsOn }]];
    },
  );
  const untouched = Object.entries(before).filter(([id]) => found.has(id) && (open.has(id) || waiting.has(id)));
  return Object.fromEntries([...untouched, ...after]);
};
