import type { ReportDataset } from "../../model/documents/report.ts";

/** The order in which datasets are told: what failed first, each part as the report has it. */
export const failedFirst = (datasets: readonly ReportDataset[]): readonly ReportDataset[] => [
  ...datasets.filter(({ state }) => state === "FAILED"),
  ...datasets.filter(({ state }) => state === "SUCCEEDED"),
];
