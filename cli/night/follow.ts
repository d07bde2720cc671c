import type { DatasetItem, LockItem } from "../../model/documents/ledger-items.ts";
import type { JobProgress } from "../../aws/glue/job-progress.ts";
import type { Lake } from "../aws/lake.ts";
import { renderLine, type Context } from "../context.ts";
import type { Snapshot, Stage } from "./observe.ts";
import { watchRun } from "./watch.ts";

/** What `status --watch --json` prints on every change other than the elapsed seconds. */
export interface RunMoment {
  readonly runId: string;
  readonly stage: Stage;
  /** Since the run was planned; absent before. */
  readonly elapsedSeconds?: number;
  /** Empty until the run is planned. */
  readonly datasets: readonly DatasetItem[];
  readonly job?: JobProgress;
  readonly behind?: LockItem;
}

const momentOf = (runId: string, { stage, status, job, behind, at }: Snapshot): RunMoment => ({
  runId,
  stage,
  ...(status !== undefined && {
    elapsedSeconds: Math.max(0, Math.round((at - Date.parse(status.run.startedAt)) / 1000)),
  }),
  datasets: status?.datasets ?? [],
  ...(job !== undefined && { job }),
  ...(behind !== undefined && { behind }),
});

/** The most recently started run of any group; `undefined` before the first. */
export const newestRun = async (lake: Pick<Lake, "ledger">): Promise<string | undefined> =>
  (await lake.ledger.latestRuns({ limit: 1 }))[0]?.runId;

/**
 * Follows a run until it ends; returns at once if it already has. Progress goes to stderr as in `run`, and with `json`
 * also to stdout as one document per line on every change.
 */
export const followRun = async (
  lake: Pick<Lake, "executions" | "ledger" | "jobProgress">,
  runId: string,
  json: boolean,
  { stdout, progress, signal }: Pick<Context, "stdout" | "progress" | "signal">,
): Promise<void> => {
  // Step Functions forgets executions after 90 days; the ledger keeps runs.
  if ((await lake.executions.describe(runId))?.status !== "RUNNING") return;
  let last = "";
  const onSnapshot = (snapshot: Snapshot): void => {
    const { elapsedSeconds, ...moment } = momentOf(runId, snapshot);
    const now = JSON.stringify(moment);
    if (now === last) return;
    last = now;
    stdout.write(`${renderLine({ ...moment, ...(elapsedSeconds !== undefined && { elapsedSeconds }) })}\n`);
  };
  progress.note(runId);
  await watchRun(lake, runId, { progress, signal, ...(json && { onSnapshot }) });
};
