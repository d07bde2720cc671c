import { readReport } from "../../aws/artifacts/reports.ts";
import { runId } from "../../model/names.ts";
import type { Report } from "../../model/documents/report.ts";
import type { Answer } from "../answer.ts";
import type { Lake } from "../aws/lake.ts";
import { finishedAnswer } from "../night/finished.ts";
import { startRun } from "../night/start.ts";
import { watchRun } from "../night/watch.ts";
import type { Context } from "../context.ts";
import type { DemoNight } from "./profiles.ts";

export interface NightRequest {
  readonly group: string;
  readonly night: DemoNight;
  /** Also reruns a night that is already complete. */
  readonly again: boolean;
  /** Whether a complete night's report belongs to the intended night. */
  readonly isMeant: (report: Report) => boolean;
}

/** The last attempt of a night, if it succeeded. */
const completeRun = async (lake: Lake, { group, night, isMeant }: NightRequest): Promise<string | undefined> => {
  const latest = Math.max(0, ...(await lake.ledger.attempts(group, night.window)));
  if (latest === 0) return undefined;
  const id = runId(group, night.window, latest);
  const report = await readReport(lake.artifacts, id);
  return report?.state === "SUCCEEDED" && isMeant(report) ? id : undefined;
};

/** Runs a night, or shows the report of the run that completed it. */
export const demoNight = async (lake: Lake, request: NightRequest, context: Context): Promise<Answer> => {
  const { group, night } = request;
  const complete = request.again ? undefined : await completeRun(lake, request);
  if (complete !== undefined) {
    context.progress.note(`${night.title}: already complete (--again runs it as a new attempt)`);
    return finishedAnswer(lake, complete);
  }
  const started = await startRun(lake, group, night.window, new Date().toISOString());
  context.progress.note(`${night.title}: ${started.runId}`);
  return finishedAnswer(lake, started.runId, await watchRun(lake, started.runId, context));
};
