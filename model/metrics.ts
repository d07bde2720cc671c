/** Metrics of the nights: written by the report function, used by alarms and the dashboard. */
import type { FunctionName } from "./parts.ts";

/** CloudWatch namespace of our own metrics; functions receive it as POWERTOOLS_METRICS_NAMESPACE. */
export const metricNamespace = "Lakehouse";

/** A metric is identified by its namespace, name, and all of its dimensions: omitting one names a different metric. */
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
  /** Highest share of any dataset: a small, entirely quarantined table would vanish in a sum. */
  "QuarantinedPercent",
  "ModelsPublished",
  /** Including blocked ones. */
  "ModelsFailed",
  /** Seconds from the start of the run to its report. */
  "RunDuration",
  /**
   * Seconds from the end of the night's window to the report; distinguishes last night's run from a rerun of an old
   * one.
   */
  "WindowAge",
] as const;
export type RunMetricName = (typeof runMetricNames)[number];

export const datasetMetricNames = [
  /**
   * Seconds from the end of the window to the publication. Written if a night published the dataset, or found the table
   * already equal; so its number of values is the number of publications.
   */
  "DataAge",
  "RowsLoaded",
  "RowsQuarantined",
] as const;
export type DatasetMetricName = (typeof datasetMetricNames)[number];

/**
 * Written once a day for groups that run so rarely that no alarm looks back to their last report: of a group the
 * seconds since the end of the newest window that was reported, of a dataset those since it was published.
 */
export type AgeMetricName = "SinceWindow" | "SincePublication";

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

export const windowAgeMetric = (group: string): Metric => ({
  namespace: metricNamespace,
  name: "SinceWindow" satisfies AgeMetricName,
  dimensions: { service, group },
});

export const publicationAgeMetric = (datasetId: string): Metric => ({
  namespace: metricNamespace,
  name: "SincePublication" satisfies AgeMetricName,
  dimensions: { service, dataset: datasetId },
});
