import { MetricUnit, type Metrics } from "@aws-lambda-powertools/metrics";
import type { AgeMetricName, DatasetMetricName, RunMetricName } from "../../model/metrics.ts";
import type { Report, ReportDataset, ReportModel } from "../../model/documents/report.ts";
import type { Ages } from "./report-ages.ts";
import type { ModelState } from "../../model/documents/curation-result.ts";

/**
 * Publishes a run's figures, per group and per dataset. A metric is billed only for the hours in which it is written.
 */
export type PublishMetrics = (report: Report) => void;

type Figure = "landed" | "loaded" | "quarantined" | "duplicates";
type Unit = (typeof MetricUnit)[keyof typeof MetricUnit];
type Values<Name extends string> = Readonly<Record<Name, readonly [Unit, number]>>;

const { Count, Percent, Seconds } = MetricUnit;

const sum = (datasets: readonly ReportDataset[], figure: Figure): number =>
  datasets.reduce((total, dataset) => total + dataset[figure], 0);

const quarantinedPercent = ({ landed, quarantined }: ReportDataset): number =>
  landed === 0 ? 0 : (100 * quarantined) / landed;

const countModels = (models: readonly ReportModel[], ...states: readonly ModelState[]): number =>
  models.filter(({ state }) => states.includes(state)).length;

const secondsBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 1000;

const runValues = ({
  datasets,
  curation = [],
  state,
  window,
  startedAt,
  finishedAt,
}: Report): Values<RunMetricName> => ({
  RunSucceeded: [Count, state === "SUCCEEDED" ? 1 : 0],
  RunFailed: [Count, state === "FAILED" ? 1 : 0],
  DatasetsFailed: [Count, datasets.filter((dataset) => dataset.state === "FAILED").length],
  RowsLanded: [Count, sum(datasets, "landed")],
  RowsLoaded: [Count, sum(datasets, "loaded")],
  RowsQuarantined: [Count, sum(datasets, "quarantined")],
  RowsDuplicate: [Count, sum(datasets, "duplicates")],
  QuarantinedPercent: [Percent, Math.max(0, ...datasets.map(quarantinedPercent))],
  ModelsPublished: [Count, countModels(curation, "PUBLISHED")],
  ModelsFailed: [Count, countModels(curation, "FAILED", "BLOCKED")],
  RunDuration: [Seconds, secondsBetween(startedAt, finishedAt)],
  WindowAge: [Seconds, secondsBetween(window.until, finishedAt)],
});

/** Whether the table holds what this run fetched; a table that is newer than the run has another age. */
const isCurrent = ({ state, processed }: ReportDataset): boolean => state === "SUCCEEDED" && processed !== "SUPERSEDED";

const datasetValues = (dataset: ReportDataset, report: Report): Partial<Values<DatasetMetricName>> => ({
  ...(isCurrent(dataset) && { DataAge: [Seconds, secondsBetween(report.window.until, report.finishedAt)] }),
  RowsLoaded: [Count, dataset.loaded],
  RowsQuarantined: [Count, dataset.quarantined],
});

/** One line in the embedded metric format. All its values share the same dimensions; Powertools adds `service`. */
const publish = (
  metrics: Metrics,
  [dimension, value]: readonly [string, string],
  values: Partial<Values<string>>,
  runId?: string,
): void => {
  metrics.addDimension(dimension, value);
  for (const [name, figure] of Object.entries(values)) {
    if (figure !== undefined) metrics.addMetric(name, ...figure);
  }
  if (runId !== undefined) metrics.addMetadata("runId", runId);
  metrics.publishStoredMetrics();
};

export const metricsPublisher =
  (metrics: Metrics): PublishMetrics =>
  (report) => {
    publish(metrics, ["group", report.group], runValues(report), report.runId);
    for (const dataset of report.datasets) {
      publish(metrics, ["dataset", dataset.datasetId], datasetValues(dataset, report), report.runId);
    }
  };

export const agesPublisher =
  (metrics: Metrics) =>
  ({ group, sinceWindow, datasets }: Ages): void => {
    const write = (dimension: readonly [string, string], name: AgeMetricName, seconds: number): void => {
      publish(metrics, dimension, { [name]: [Seconds, seconds] });
    };
    if (sinceWindow !== undefined) write(["group", group], "SinceWindow", sinceWindow);
    for (const { datasetId, sincePublication } of datasets) {
      write(["dataset", datasetId], "SincePublication", sincePublication);
    }
  };
