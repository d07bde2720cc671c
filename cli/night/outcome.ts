import { readReport } from "../../aws/artifacts/reports.ts";
import { isOneOf, nightStates, type NightState } from "../../model/parts.ts";
import type { Report } from "../../model/documents/report.ts";
import type { StateVisit } from "../../aws/step-functions/executions.ts";
import type { Execution } from "../../aws/step-functions/execution-state.ts";
import type { Lake } from "../aws/lake.ts";

/** Seconds by step; steps that the run didn't reach are absent. */
export type StepSeconds = Readonly<Record<string, number>>;

const between = (from: Date, to: Date): number => Math.max(0, (to.getTime() - from.getTime()) / 1000);

const stepNames: Readonly<Record<NightState, string>> = {
  Plan: "plan and extract",
  Reconcile: "reconcile",
  Process: "process",
  Curate: "curate",
  Govern: "govern",
  Crawl: "crawl",
  Report: "report",
};

/**
 * Splits a finished run's time into its steps. The state Plan covers two of them: it ends with the last page. The crawl
 * runs in parallel with processing, curating and governing, so the steps may add up to more than the total. Pure.
 *
 * @param plannedAt when the pages were planned; without it the two stay one
 */
export const stepSeconds = (
  execution: Execution,
  visits: readonly StateVisit[],
  plannedAt: Date | undefined,
): StepSeconds => {
  const seconds: Record<string, number> = {};
  for (const { name, enteredAt, exitedAt } of visits) {
    if (exitedAt === undefined) continue;
    if (name === "Plan" && plannedAt !== undefined) {
      seconds["plan"] = between(enteredAt, plannedAt);
      seconds["extract"] = between(plannedAt, exitedAt);
      continue;
    }
    if (isOneOf(nightStates, name)) seconds[stepNames[name]] = between(enteredAt, exitedAt);
  }
  const total = execution.stoppedAt && between(execution.startedAt, execution.stoppedAt);
  return { ...seconds, ...(total !== undefined && { total }) };
};

/** What remains of a finished run. */
export interface Outcome {
  /** Absent if the run ended before it could report. */
  readonly report?: Report;
  readonly execution: Execution;
  readonly seconds: StepSeconds;
}

/** `undefined` if no execution has the name. */
export const readOutcome = async (
  lake: Pick<Lake, "artifacts" | "executions">,
  runId: string,
  plannedAt?: Date,
): Promise<Outcome | undefined> => {
  const execution = await lake.executions.describe(runId);
  if (execution === undefined) return undefined;
  const [report, visits] = await Promise.all([readReport(lake.artifacts, runId), lake.executions.visits(runId)]);
  return {
    ...(report !== undefined && { report }),
    execution,
    seconds: stepSeconds(execution, visits, plannedAt),
  };
};
