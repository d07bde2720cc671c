import { isSettled } from "../../model/ledger.ts";
import type { RunReader } from "../../aws/ledger/ledger-reader.ts";
import type { Resume } from "../../aws/step-functions/task-resumer.ts";

/** WAITING: pages are still awaited. LATE: the run no longer waits. */
export type Completion = "RESUMED" | "WAITING" | "LATE";

/**
 * Resumes the state machine when the run has no awaited page left. Call this after settling a page: if two finish at
 * once, at least the later one sees both pages settled, and a second resumption is harmless.
 */
export const resumeWhenSettled = async (
  runId: string,
  ledger: Pick<RunReader, "run" | "datasets">,
  resume: Resume,
): Promise<Completion> => {
  const datasets = await ledger.datasets(runId);
  if (!datasets.every(isSettled)) return "WAITING";
  // Read after the datasets: a retried plan stores its token first and then checks the datasets.
  const run = await ledger.run(runId);
  if (run?.taskToken === undefined || run.state !== "EXTRACTING") return "LATE";
  const pages = datasets.reduce((sum, { landedPages }) => sum + landedPages, 0);
  return resume(run.taskToken, { pages });
};
