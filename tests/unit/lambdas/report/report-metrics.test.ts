import { Metrics } from "@aws-lambda-powertools/metrics";
import { expect } from "chai";
import { metricsPublisher } from "../../../../lambdas/report/report-metrics.ts";
import {
  datasetMetric,
  datasetMetricNames,
  metricNamespace,
  runMetric,
  runMetricNames,
  type Metric,
} from "../../../../model/metrics.ts";
import type { Report, ReportDataset } from "../../../../model/documents/report.ts";

const dataset = (datasetId: string, fields: Partial<ReportDataset> = {}): ReportDataset => ({
  datasetId,
  state: "SUCCEEDED",
  source: 200,
  planned: 200,
  landed: 200,
  loaded: 195,
  quarantined: 4,
  duplicates: 1,
  inserted: 195,
  updated: 0,
  deleted: 0,
  ...fields,
});

const report = (datasets: readonly ReportDataset[], state: Report["state"] = "SUCCEEDED"): Report => ({
  formatVersion: 1,
  runId: "ops-20260105T000000Z-20260106T000000Z-a1",
  group: "ops",
  window: { since: "2026-01-05T00:00:00.000Z", until: "2026-01-06T00:00:00.000Z" },
  state,
  startedAt: "2026-01-06T01:30:00.000Z",
  finishedAt: "2026-01-06T02:00:00.000Z",
  datasets,
});

interface Line {
  readonly _aws: { readonly CloudWatchMetrics: readonly Readonly<Record<string, unknown>>[] };
  readonly [key: string]: unknown;
}

/** The lines that a function with the name "report" writes to its log. */
const linesOf = (given: Report): readonly Line[] => {
  const lines: Line[] = [];
  const metrics = new Metrics({ namespace: metricNamespace, serviceName: "report" });
  Object.assign(metrics, { console: { log: (line: string) => lines.push(JSON.parse(line) as Line) } });
  metricsPublisher(metrics)(given);
  return lines;
};

/** Every metric of the lines with its value, as CloudWatch reads them. */
const writtenIn = (lines: readonly Line[]): readonly (readonly [Metric, unknown])[] =>
  lines.flatMap((line) =>
    line._aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics: named }) =>
      (Dimensions as string[][]).flatMap((keys) =>
        (named as { Name: string }[]).map(({ Name }): readonly [Metric, unknown] => [
          {
            namespace: String(Namespace),
            name: Name,
            dimensions: Object.fromEntries(keys.map((key) => [key, String(line[key])])),
          },
          line[Name],
        ]),
      ),
    ),
  );

const valueOf = (given: Report, metric: Metric): unknown => {
  const found = writtenIn(linesOf(given)).filter(([written]) => JSON.stringify(written) === JSON.stringify(metric));
  expect(found.length, metric.name).to.be.at.most(1);
  return found[0]?.[1];
};

describe("metrics of a report", () => {
  it("are exactly those of the model, with exactly its dimensions", () => {
    const written = writtenIn(linesOf(report([dataset("ops.events")]))).map(([metric]) => metric);
    expect(written).to.have.deep.members([
      ...runMetricNames.map((name) => runMetric(name, "ops")),
      ...datasetMetricNames.map((name) => datasetMetric(name, "ops.events")),
    ]);
  });

  it("sum up the run and tell how old its window is", () => {
    const given = report([dataset("ops.events"), dataset("ops.units", { landed: 10, loaded: 10, quarantined: 0 })]);
    const values = runMetricNames.map((name) => [name, valueOf(given, runMetric(name, "ops"))]);
    expect(Object.fromEntries(values)).to.deep.equal({
      RunSucceeded: 1,
      RunFailed: 0,
      DatasetsFailed: 0,
      RowsLanded: 210,
      RowsLoaded: 205,
      RowsQuarantined: 4,
      RowsDuplicate: 2,
      QuarantinedPercent: 2,
      ModelsPublished: 0,
      ModelsFailed: 0,
      RunDuration: 1800,
      WindowAge: 7200,
    });
  });

  it("give the worst share of a dataset, not the share of the sum", () => {
    const given = report([
      dataset("ops.events", { landed: 1_000_000, loaded: 1_000_000, quarantined: 0 }),
      dataset("ops.units", { landed: 16, loaded: 12, quarantined: 4 }),
      dataset("ops.empty", { landed: 0, loaded: 0, quarantined: 0 }),
    ]);
    expect(valueOf(given, runMetric("QuarantinedPercent", "ops"))).to.equal(25);
  });

  it("count a dataset as published only when it succeeded", () => {
    const given = report([dataset("ops.events"), dataset("ops.units", { state: "FAILED", error: "broken" })], "FAILED");
    expect(valueOf(given, datasetMetric("DataAge", "ops.events"))).to.equal(7200);
    expect(valueOf(given, datasetMetric("DataAge", "ops.units"))).to.equal(undefined);
    expect(valueOf(given, runMetric("DatasetsFailed", "ops"))).to.equal(1);
    expect(valueOf(given, runMetric("RunFailed", "ops"))).to.equal(1);
  });

  it("tell no age of a dataset whose table is ahead of the run", () => {
    const given = report([dataset("ops.events", { processed: "SUPERSEDED" }), dataset("ops.units")]);
    expect(valueOf(given, datasetMetric("DataAge", "ops.events"))).to.equal(undefined);
    expect(valueOf(given, datasetMetric("DataAge", "ops.units"))).to.equal(7200);
  });

  it("count models that were published, and those that should have been", () => {
    const states = ["PUBLISHED", "UNCHANGED", "PUBLISHED", "FAILED", "BLOCKED", "WAITING"] as const;
    const curation = states.map((state) => ({ name: "ops_curated.daily", state, rows: 1, failedTests: [] }));
    const given: Report = { ...report([dataset("ops.events")]), curation };
    expect(valueOf(given, runMetric("ModelsPublished", "ops"))).to.equal(2);
    expect(valueOf(given, runMetric("ModelsFailed", "ops"))).to.equal(2);
  });

  it("are written for a run that was never planned", () => {
    const given = report([], "FAILED");
    expect(valueOf(given, runMetric("QuarantinedPercent", "ops"))).to.equal(0);
    expect(valueOf(given, runMetric("RunSucceeded", "ops"))).to.equal(0);
  });
});
