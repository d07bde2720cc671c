import type { CurationResult, ModelOutcome } from "../../model/documents/curation-result.ts";
import type { ReportModel } from "../../model/documents/report.ts";

const reportModel = ({ name, state, rows, daysWritten, rowsWritten, error, tests }: ModelOutcome): ReportModel => ({
  name,
  state,
  rows,
  ...(state === "PUBLISHED" && daysWritten !== null && { rewritten: { days: daysWritten, rows: rowsWritten } }),
  ...(error !== null && { error }),
  failedTests: tests.filter(({ passed }) => !passed).map(({ test, found }) => ({ test, found })),
});

/** The results of the models in a run. */
export const reportModels = ({ models }: CurationResult): readonly ReportModel[] => models.map(reportModel);
