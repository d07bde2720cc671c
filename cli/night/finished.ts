import { type Answer } from "../answer.ts";
import { failure } from "../../model/validation/failure.ts";
import type { Lake } from "../aws/lake.ts";
import { landedRows, renderReport, renderSpeed } from "../output/report.ts";
import { readOutcome } from "./outcome.ts";

/**
 * The answer for a finished run.
 *
 * @throws ProblemsError RUN_WITHOUT_REPORT
 */
export const finishedAnswer = async (lake: Lake, runId: string, plannedAt?: Date): Promise<Answer> => {
  const outcome = await readOutcome(lake, runId, plannedAt);
  if (outcome?.report === undefined) {
    const { status = "unknown", reason = "Step Functions gave no reason" } = outcome?.execution ?? {};
    const fix = "look at the execution's history and the report function's log";
    throw failure("RUN_WITHOUT_REPORT", `run ${runId}`, `it ended ${status} and left no report (${reason})`, fix);
  }
  const { report, seconds } = outcome;
  const speed = renderSpeed(seconds, landedRows(report.datasets));
  return {
    document: { ...report, seconds },
    text: [renderReport(report), speed],
    finding: report.state !== "SUCCEEDED",
  };
};
