import { ProblemsError } from "../../model/validation/problem.ts";
import type { Permission, Plan } from "../../model/documents/sql-plan.ts";
import type { Unfinished } from "../../sql/apply/apply-plan.ts";
import type { Revision } from "../../model/documents/revision.ts";
import { UsageError } from "../answer.ts";
import { currentApplier, type SqlLake } from "../aws/sql-lake.ts";
import type { Context } from "../context.ts";
import { withRealPaths } from "./real-paths.ts";

type Surroundings = Pick<Context, "progress" | "signal">;

/** A plan without stages does nothing: no statement, no revision. */
export const isNothingToDo = ({ stages }: Plan): boolean => stages.length === 0;

/** @throws UsageError PLAN_NOT_ALLOWED with one problem per missing flag */
export const requirePermissions = async (plan: Plan, allowed: readonly Permission[]): Promise<void> => {
  const { missingPermissions } = await import("../../sql/apply/refuse.ts");
  const missing = missingPermissions(plan, new Set(allowed));
  if (missing.length > 0) throw new UsageError(...missing);
};

/**
 * Carries out an allowed plan.
 *
 * @param rollbackTo the revision whose state it restores
 */
export const carryOutPlan = async (
  { ports }: SqlLake,
  plan: Plan,
  { progress, signal }: Surroundings,
  rollbackTo?: number,
): Promise<Revision> => {
  const { applyPlan } = await import("../../sql/apply/apply-plan.ts");
  const applier = { ...(await currentApplier()), ...(rollbackTo !== undefined && { rollbackTo }) };
  return progress.step(`Apply revision ${plan.base + 1}`, (step) =>
    withRealPaths(plan.sources, () => applyPlan(plan, applier, ports, { signal, onStep: step.update })),
  );
};

export const resume = async (
  { ports }: SqlLake,
  environment: string,
  { progress, signal }: Surroundings,
): Promise<Revision> => {
  const { resumeRevision } = await import("../../sql/apply/apply-plan.ts");
  const { by } = await currentApplier();
  return progress.step("Resume the newest revision", (step) =>
    resumeRevision(environment, by, ports, { signal, onStep: step.update }),
  );
};

/** The newest revision if it isn't applied. */
export const findUnfinished = async ({ ports }: SqlLake, environment: string): Promise<Unfinished | undefined> => {
  const { unfinishedRevision } = await import("../../sql/apply/apply-plan.ts");
  return unfinishedRevision(environment, ports);
};

/** @throws ProblemsError REVISION_UNKNOWN */
export const readRevision = async ({ ports }: SqlLake, environment: string, number: number): Promise<Revision> => {
  const found = await ports.revisions.read(environment, number);
  if (found !== undefined) return found.revision;
  const place = `revision ${number} of ${environment}`;
  const fix = 'list them with "lakehouse sql history"';
  throw new ProblemsError(place, [{ code: "REVISION_UNKNOWN", place, message: "there is no such revision", fix }]);
};
