import type { Lake } from "../aws/lake.ts";
import { formatCount, plural } from "../output/format.ts";
import type { Progress } from "../output/progress.ts";
import { describeAwaited } from "./awaited.ts";
import { datasetLines, describeStates } from "./dataset-lines.ts";
import { isJob, isPast, observe, stages, untilPast, type Snapshot, type Stage } from "./observe.ts";

const titles: Readonly<Record<Exclude<Stage, "done">, string>> = {
  plan: "Plan: ask the source for its totals",
  extract: "Extract: fetch and land the pages",
  reconcile: "Reconcile: compare source, plan and pages",
  process: "Process: Spark into Iceberg",
  curate: "Curate: build, test and publish models",
  govern: "Govern: tag tables and columns",
  crawl: "Crawl: look for drift in landed records",
  report: "Report",
};

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

/** `pages 120 of 206, 600,000 rows landed (52,000 rows/s)`, and what the run waits for if no page lands */
export const describeExtraction = ({ status, at }: Snapshot): string => {
  if (status === undefined) return "";
  const { datasets, run } = status;
  const rows = sum(datasets.map((item) => item.landedRows));
  const failed = sum(datasets.map((item) => item.failedPages));
  const seconds = Math.max((at - Date.parse(run.startedAt)) / 1000, 0.001);
  const pages = `pages ${formatCount(sum(datasets.map((item) => item.landedPages)))} of ${formatCount(sum(datasets.map((item) => item.plannedPages)))}`;
  const failures = failed > 0 ? `, ${plural(failed, "page")} failed` : "";
  const landed = `${pages}, ${formatCount(rows)} rows landed (${formatCount(rows / seconds)} rows/s)${failures}`;
  return [landed, describeAwaited(status, at)].filter((part) => part !== "").join("; ");
};

/** Glue's state and the job's own message, e.g. `RUNNING: write flights.planes, 3 of 5 datasets done`. */
export const describeJob = ({ stage, job, status }: Omit<Snapshot, "at">): string => {
  if (job === undefined) return "waiting for the job";
  if (job.said === undefined) return job.state;
  const { latest, done } = job.said;
  if (stage === "curate") return `${job.state}: ${latest}, ${plural(done, "model")} done`;
  const all = status === undefined ? "" : ` of ${formatCount(status.datasets.length)}`;
  return `${job.state}: ${latest}, ${formatCount(done)}${all} datasets done`;
};

const describe = (snapshot: Snapshot): string => {
  const { behind } = snapshot;
  if (behind !== undefined) return `waiting for run ${behind.runId}, at work since ${behind.since}`;
  if (snapshot.stage === "extract") return describeExtraction(snapshot);
  const states = describeStates(snapshot.status?.datasets ?? []);
  return [isJob(snapshot.stage) ? describeJob(snapshot) : "", states].filter((part) => part !== "").join("; ");
};

interface Watching {
  readonly progress: Progress;
  readonly signal: AbortSignal;
  readonly onSnapshot?: (snapshot: Snapshot) => void;
}

/**
 * Shows a run's stages until it ends. Skips stages that are over before they are first polled. Calls `onSnapshot` with
 * every snapshot, too.
 *
 * @returns when the pages were planned, or `undefined` if that wasn't observed: a finished run's ledger records only
 * its start
 */
export const watchRun = async (
  lake: Pick<Lake, "executions" | "ledger" | "jobProgress">,
  runId: string,
  { progress, signal, onSnapshot: onLook }: Watching,
): Promise<Date | undefined> => {
  let plannedAt: Date | undefined;
  const look = (snapshot: Snapshot): void => {
    const { stage, status } = snapshot;
    onLook?.(snapshot);
    if (status !== undefined && isPast("report", stage)) plannedAt ??= new Date(status.run.startedAt);
  };
  const first = await observe(lake, runId);
  look(first);
  let { stage: current } = first;
  for (const stage of stages) {
    if (stage === "done" || isPast(current, stage)) continue;
    await progress.step(titles[stage], async (step) => {
      const onSnapshot = (snapshot: Snapshot): void => {
        look(snapshot);
        const text = describe(snapshot);
        const live = snapshot.status === undefined ? [] : datasetLines(snapshot.status, snapshot.at);
        if (text !== "" || live.length > 0) step.update(text, live);
      };
      const next = await untilPast(lake, runId, stage, { onSnapshot, signal });
      look(next);
      current = next.stage;
    });
  }
  return plannedAt;
};
