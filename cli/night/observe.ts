import { polled } from "../../aws/poll.ts";
import type { RunStatus } from "../../aws/ledger/ledger-reader.ts";
import type { LockItem } from "../../model/documents/ledger-items.ts";
import { groupOf } from "../../model/names.ts";
import { isOneOf, nightJobs, nightStates, type NightJob, type NightState } from "../../model/parts.ts";
import type { StateVisit } from "../../aws/step-functions/executions.ts";
import type { JobProgress } from "../../aws/glue/job-progress.ts";
import type { Lake } from "../aws/lake.ts";
import { failure } from "../../model/validation/failure.ts";

export const stages = [
  "plan",
  "extract",
  "reconcile",
  "process",
  "curate",
  "govern",
  "crawl",
  "report",
  "done",
] as const;
export type Stage = (typeof stages)[number];

/** A run at one moment. */
export interface Snapshot {
  readonly stage: Stage;
  /** Absent until the run is planned. */
  readonly status?: RunStatus;
  /** Of the stage's job; absent until it runs. */
  readonly job?: JobProgress;
  /** The run of the same group that must end before this one is planned. */
  readonly behind?: LockItem;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export const isPast = (stage: Stage, other: Stage): boolean => stages.indexOf(stage) > stages.indexOf(other);

/** Whether the stage waits for a Glue job. */
export const isJob = (stage: Stage): stage is NightJob => isOneOf<string>(nightJobs, stage);

const stageOfState: Readonly<Record<NightState, Stage | undefined>> = {
  // two stages, which the run's status distinguishes
  Plan: undefined,
  Reconcile: "reconcile",
  Process: "process",
  Curate: "curate",
  Govern: "govern",
  Crawl: "crawl",
  Report: "report",
};

/**
 * The stage of a running execution, from the states that it has entered. Of parallel stages, the first that hasn't
 * ended. Pure.
 */
export const stageOf = (visits: readonly StateVisit[], isPlanned: boolean): Stage => {
  const stagesOf = (some: readonly StateVisit[]): readonly (Stage | undefined)[] =>
    some.map(({ name }) => (isOneOf(nightStates, name) ? stageOfState[name] : undefined));
  const open = stagesOf(visits.filter(({ exitedAt }) => exitedAt === undefined));
  const reached = stagesOf(visits);
  const current = stages.find((stage) => open.includes(stage)) ?? stages.findLast((stage) => reached.includes(stage));
  return current ?? (isPlanned ? "extract" : "plan");
};

type Observed = Pick<Lake, "executions" | "ledger" | "jobProgress">;

/** @throws ProblemsError RUN_UNKNOWN */
export const observe = async (lake: Observed, runId: string): Promise<Snapshot> => {
  const [execution, status] = await Promise.all([lake.executions.describe(runId), lake.ledger.runStatus(runId)]);
  if (execution === undefined) {
    throw failure("RUN_UNKNOWN", `run ${runId}`, "there is no such run", 'list the latest with "lakehouse status"');
  }
  const seen = { at: Date.now(), ...(status !== undefined && { status }) };
  if (execution.status !== "RUNNING") return { ...seen, stage: "done" };
  const stage = stageOf(await lake.executions.visits(runId), status !== undefined);
  const lock = status === undefined ? await lake.ledger.lock(groupOf(runId)) : undefined;
  const behind = lock?.runId === runId ? undefined : lock;
  const job = isJob(stage) ? await lake.jobProgress[stage](runId) : undefined;
  return { ...seen, stage, ...(job !== undefined && { job }), ...(behind !== undefined && { behind }) };
};

const pollMs = 500;

/** Polls until the run has left `stage`; calls `onSnapshot` with every snapshot. */
export const untilPast = (
  lake: Observed,
  runId: string,
  stage: Stage,
  { onSnapshot, signal }: { readonly onSnapshot: (snapshot: Snapshot) => void; readonly signal: AbortSignal },
): Promise<Snapshot> =>
  polled(
    async () => {
      const snapshot = await observe(lake, runId);
      if (isPast(snapshot.stage, stage)) return snapshot;
      onSnapshot(snapshot);
      return undefined;
    },
    { pace: { firstMs: pollMs }, signal },
  );
