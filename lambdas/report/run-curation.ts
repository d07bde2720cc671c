import type { CurationResult, ModelOutcome } from "../../model/documents/curation-result.ts";
import type { ReportModel } from "../../model/documents/report.ts";
import { isResultOfRun } from "./job-result.ts";

const isCurationResult = (value: unknown, runId: string): value is CurationResult =>
  isResultOfRun(value, runId, "models");

const reportModel = ({ name, state, rows, daysWritten, rowsWritten, error, tests }: ModelOutcome): ReportModel => ({
  name,
  state,
  rows,
  ...(state === "PUBLISHED" && daysWritten !== null && { rewritten: { days: daysWritten, rows: rowsWritten } }),
  ...(error !== null && { error }),
  failedTests: tests.filter(({ passed }) => !passed).map(({ test, found }) => ({ test, found })),
});

/** What became of the models in this run; undefined when the job left no result of it. */
export const modelsOfRun = (found: unknown, runId: string): readonly ReportModel[] | undefined =>
  isCurationResult(found, runId) ? found.models.map(reportModel) : undefined;
