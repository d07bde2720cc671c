import type { ReportDataset } from "../../model/documents/report.ts";

/** Orders datasets for output: failed ones first, otherwise in the report's order. */
export const failedFirst = (datasets: readonly ReportDataset[]): readonly ReportDataset[] => [
  ...datasets.filter(({ state }) => state === "FAILED"),
  ...datasets.filter(({ state }) => state === "SUCCEEDED"),
];
