import { MetricUnit, type Metrics } from "@aws-lambda-powertools/metrics";
import type { Report, ReportDataset } from "../../model/run.ts";

/** Publishes a run's figures, per group. Each dimension value is a metric that costs; datasets are in the report. */
export type PublishMetrics = (report: Report) => void;

type Figure = "landed" | "loaded" | "quarantined" | "duplicates";

const sum = (datasets: readonly ReportDataset[], figure: Figure): number =>
  datasets.reduce((total, dataset) => total + dataset[figure], 0);

export const metricsPublisher =
  (metrics: Metrics): PublishMetrics =>
  (report) => {
    const { datasets, group, state, startedAt, finishedAt } = report;
    metrics.addDimension("group", group);
    metrics.addMetric("RunSucceeded", MetricUnit.Count, state === "SUCCEEDED" ? 1 : 0);
    metrics.addMetric("RunFailed", MetricUnit.Count, state === "FAILED" ? 1 : 0);
    metrics.addMetric(
      "DatasetsFailed",
      MetricUnit.Count,
      datasets.filter((dataset) => dataset.state === "FAILED").length,
    );
    metrics.addMetric("RowsLanded", MetricUnit.Count, sum(datasets, "landed"));
    metrics.addMetric("RowsLoaded", MetricUnit.Count, sum(datasets, "loaded"));
    metrics.addMetric("RowsQuarantined", MetricUnit.Count, sum(datasets, "quarantined"));
    metrics.addMetric("RowsDuplicate", MetricUnit.Count, sum(datasets, "duplicates"));
    metrics.addMetric("RunDuration", MetricUnit.Seconds, (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000);
    metrics.addMetadata("runId", report.runId);
    metrics.publishStoredMetrics();
  };
