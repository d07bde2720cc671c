/** What a revision leaves behind, as far as it got. Pure. */
import type { AppliedObject, StageRecord } from "../../model/documents/revision.ts";
import type { LiveObject, LiveState } from "../live/types.ts";
import { columnsDiffer } from "../plan/columns.ts";
import type { Plan, PlannedObject, Stage } from "../../model/documents/sql-plan.ts";

type Applied = Readonly<Record<string, AppliedObject>>;

/** Ids of the objects that a stage creates, replaces or drops. */
const touchedBy = (stage: Stage, plan: Plan): readonly string[] => {
  if (stage.kind === "statements") return [stage.id];
  if (stage.kind === "drop models") return stage.models.map((name) => `model ${name}`);
  if (stage.kind !== "build models") return [];
  const names = new Set(stage.models);
  const isBuilt = (id: string, { kind, statements }: PlannedObject): boolean =>
    kind === "model" && names.has((JSON.parse(statements[0] ?? "{}") as { readonly name?: string }).name ?? id);
  return Object.entries(plan.declared).flatMap(([id, planned]) => (isBuilt(id, planned) ? [id] : []));
};

/** Never equal to what files declare or engines store: such an object is built again. */
const halfMade = "";

/**
 * An object of a stage that started but didn't finish, as far as the catalog shows whether the stage changed it. What
 * the stage made counts as its own, not as a manual change.
 */
const leftHalfway = (
  stage: Stage,
  planned: PlannedObject | undefined,
  was: AppliedObject | undefined,
  now: LiveObject | undefined,
): AppliedObject | undefined => {
  if (now === undefined) return undefined;
  if (planned === undefined || now.canonical === was?.stored) return was;
  const { canonical: declared, sql, statements, dependsOn } = planned;
  const own = { definition: now.definition, sql, statements, columns: now.columns, dependsOn };
  if (planned.kind === "model") {
    // A table with the planned columns was built by the stage; only rebuilding shows whether from all of the data.
    return columnsDiffer(now.columns, planned.columns) ? was : { declared: halfMade, stored: halfMade, ...own };
  }
  if (now.canonical === declared) return { declared, stored: declared, ...own };
  // Some of several statements may have been executed.
  const isPartial = stage.kind === "statements" && stage.statements.length > 1;
  return isPartial ? { declared: halfMade, stored: now.canonical, ...own } : was;
};

/**
 * The recorded objects: for completed stages as the plan declares and the engine stores them, for started stages as far
 * as they got, for the others as they were before.
 *
 * @param live read after the last stage
 */
export const recordedObjects = (
  plan: Plan,
  stages: readonly StageRecord[],
  before: Applied,
  live: Pick<LiveState, "objects">,
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
      // A table doesn't contain the SQL that built it, see read-live.
      const stored = planned.kind === "model" ? declared : now.canonical;
      const { definition, columns } = now;
      return [[id, { declared, stored, definition, sql, statements, columns, dependsOn }]];
    },
  );
  const begun = new Map(
    plan.stages.flatMap((stage, index) => {
      const isBegun = stages[index]?.state === "running" || stages[index]?.state === "failed";
      return isBegun ? touchedBy(stage, plan).map((id) => [id, stage] as const) : [];
    }),
  );
  const untouched = Object.entries(before).filter(
    ([id]) => found.has(id) && !begun.has(id) && (open.has(id) || waiting.has(id)),
  );
  const halfway = [...begun].flatMap(([id, stage]): readonly (readonly [string, AppliedObject])[] => {
    const left = leftHalfway(stage, plan.declared[id], before[id], found.get(id));
    return left === undefined ? [] : [[id, left]];
  });
  return Object.fromEntries([...untouched, ...halfway, ...after]);
};
