/** Metrics of the nights: what the report function writes, and what alarms and the dashboard look at. */
import type { FunctionName } from "./parts.ts";

/** Where CloudWatch keeps our own metrics; functions get it as POWERTOOLS_METRICS_NAMESPACE. */
export const metricNamespace = "Lakehouse";

/** A metric is its namespace, its name and all of its dimensions: with one of them missing it is another metric. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

export const runMetricNames = [
  "RunSucceeded",
  "RunFailed",
  "DatasetsFailed",
  "RowsLanded",
  "RowsLoaded",
  "RowsQuarantined",
  "RowsDuplicate",
  /** Highest share of any dataset: a small table that is quarantined whole would vanish in a sum. */
  "QuarantinedPercent",
  "ModelsPublished",
  /** Blocked ones included. */
  "ModelsFailed",
  /** Seconds from the start of the run to its report. */
  "RunDuration",
  /** Seconds from the end of the night's window to the report; tells last night's run from the rerun of an old one. */
  "WindowAge",
] as const;
export type RunMetricName = (typeof runMetricNames)[number];

export const datasetMetricNames = [
  /**
   * Seconds from the end of the window to the publication. Written when a night published the dataset, or found the table
   * equal already; so its number of values is the number of publications.
   */
  "DataAge",
  "RowsLoaded",
  "RowsQuarantined",
] as const;
export type DatasetMetricName = (typeof datasetMetricNames)[number];

/** Powertools adds the writing function's name to every metric. */
const service: FunctionName = "report";

export const runMetric = (name: RunMetricName, group: string): Metric => ({
  namespace: metricNamespace,
  name,
  dimensions: { service, group },
});

export const datasetMetric = (name: DatasetMetricName, datasetId: string): Metric => ({
  namespace: metricNamespace,
  name,
  dimensions: { service, dataset: datasetId },
});
