import {
  CloudWatchClient,
  GetDashboardCommand,
  GetMetricDataCommand,
  paginateDescribeAlarms,
  type MetricAlarm,
} from "@aws-sdk/client-cloudwatch";
import { expect } from "chai";
import type { Widget } from "../../../infra/monitoring/dashboard-layout.ts";
import { datasetMetric, metricNamespace, runMetric, type Metric } from "../../../model/metrics.ts";
import type { FunctionName } from "../../../model/parts.ts";
import { lakehouseJson } from "../../support/command.ts";
import { flightsDemo, type DemoDocument } from "../../support/flights-demo.ts";
import { sandboxClientOptions } from "../../support/sandbox.ts";

const prefix = "lakehouse-sandbox";
/** CloudWatch keeps one-minute data for 15 days; the emulator keeps it for 14. */
const daysBack = 14;
const inNight: readonly FunctionName[] = ["plan", "extract", "reconcile", "govern", "report"];

const errorsOf = (part: FunctionName): Metric => ({
  namespace: "AWS/Lambda",
  name: "Errors",
  dimensions: { FunctionName: `${prefix}-${part}` },
});

const keyOf = ({ namespace, name, dimensions }: Metric): string =>
  [namespace, name, ...Object.entries(dimensions).sort().flat()].join(" ");

const metricOfAlarm = ({ Namespace = "", MetricName = "", Dimensions = [] }: MetricAlarm): Metric => ({
  namespace: Namespace,
  name: MetricName,
  dimensions: Object.fromEntries(Dimensions.map(({ Name = "", Value = "" }) => [Name, Value])),
});

/** Metrics of a dashboard's graphs, without expressions. */
const metricsOfWidget = ({ properties }: Widget): Metric[] =>
  ((properties["metrics"] ?? []) as (readonly string[])[])
    .filter((line) => line.length > 1)
    .map((line) => {
      const [namespace = "", name = "", ...rest] = line.slice(0, -1);
      const names = rest.filter((_, index) => index % 2 === 0);
      return { namespace, name, dimensions: Object.fromEntries(names.map((key, i) => [key, rest[2 * i + 1] ?? ""])) };
    });

describe("metrics of a real night", () => {
  let cloudwatch: CloudWatchClient;
  let demo: DemoDocument;
  let alarms: MetricAlarm[];
  let shown: Metric[];

  const valuesOf = async (metric: Metric): Promise<number[]> => {
    const now = Date.now();
    const Dimensions = Object.entries(metric.dimensions).map(([Name, Value]) => ({ Name, Value }));
    const Metric = { Namespace: metric.namespace, MetricName: metric.name, Dimensions };
    const { MetricDataResults = [] } = await cloudwatch.send(
      new GetMetricDataCommand({
        StartTime: new Date(now - daysBack * 86_400_000),
        EndTime: new Date(now + 60_000),
        MetricDataQueries: [{ Id: "asked", MetricStat: { Metric, Period: 60, Stat: "Maximum" } }],
      }),
    );
    return MetricDataResults[0]?.Values ?? [];
  };

  const silent = async (metrics: readonly Metric[]): Promise<string[]> => {
    const found = await Promise.all(metrics.map(async (metric) => [keyOf(metric), await valuesOf(metric)] as const));
    return found.filter(([, values]) => values.length === 0).map(([key]) => key);
  };

  before(async () => {
    demo = await flightsDemo();
    cloudwatch = new CloudWatchClient(sandboxClientOptions());
    const lastOfNight = [runMetric("RunSucceeded", "flights"), errorsOf("report")];
    if ((await silent(lastOfNight)).length > 0) {
      // the sandbox's nights are older than what CloudWatch keeps
      await lakehouseJson("run", "flights", "--date", "2014-01-01");
    }
    alarms = [];
    for await (const page of paginateDescribeAlarms({ client: cloudwatch }, { AlarmNamePrefix: `${prefix}-` })) {
      alarms.push(...(page.MetricAlarms ?? []));
    }
    const { DashboardBody = "" } = await cloudwatch.send(new GetDashboardCommand({ DashboardName: prefix }));
    shown = (JSON.parse(DashboardBody) as { widgets: Widget[] }).widgets.flatMap(metricsOfWidget);
  });
  after(() => {
    cloudwatch.destroy();
  });

  const ofFlights = ({ namespace, dimensions }: Metric): boolean =>
    namespace === metricNamespace &&
    (dimensions["group"] === "flights" || dimensions["dataset"]?.startsWith("flights.") === true);

  it("are all those of our own that alarms and the dashboard look at", async () => {
    const watched = alarms.map(metricOfAlarm).filter(ofFlights);
    // failed and quarantined of the group, stale of five tables; no lateness, because the sandbox schedules no nights
    expect(watched).to.have.length(7);
    expect(await silent(watched)).to.deep.equal([]);
    const graphs = shown.filter(ofFlights);
    expect(graphs).to.have.length(12 + 3 * 5);
    expect(await silent(graphs)).to.deep.equal([]);
  });

  it("are told apart from those that nobody writes", async () => {
    const misspelt = [
      runMetric("RunFailed", "flihgts"),
      { ...runMetric("RunFailed", "flights"), dimensions: { group: "flights" } },
    ];
    expect(await silent(misspelt)).to.deep.equal(misspelt.map(keyOf));
  });

  it("say what the report says", async () => {
    const counted = new Map<string, Set<number>>();
    for (const { datasets } of demo.nights) {
      for (const { datasetId, loaded } of datasets) {
        counted.set(datasetId, (counted.get(datasetId) ?? new Set()).add(loaded));
      }
    }
    expect(counted.size).to.equal(5);
    for (const [datasetId, loaded] of counted) {
      const values = await valuesOf(datasetMetric("RowsLoaded", datasetId));
      expect(
        values.some((value) => loaded.has(value)),
        `${datasetId}: ${values.join(", ")} has none of ${[...loaded].join(", ")}`,
      ).to.equal(true);
    }
  });

  it("come from every function that a night calls, its execution, its job and its queue", async () => {
    const watched = alarms.map(metricOfAlarm);
    const functions = inNight.map((part) => `${prefix}-${part}`);
    const ofNight = [...watched, ...shown].filter(
      ({ namespace, name, dimensions }) =>
        (namespace === "AWS/Lambda" &&
          functions.includes(dimensions["FunctionName"] ?? "") &&
          name !== "ConcurrentExecutions") ||
        namespace === "AWS/SQS" ||
        ["ExecutionsSucceeded", "ServiceIntegrationRunTime"].includes(name),
    );
    const namespaces = new Set(ofNight.map(({ namespace }) => namespace));
    expect([...namespaces].sort()).to.deep.equal(["AWS/Lambda", "AWS/SQS", "AWS/States"]);
    expect(await silent(ofNight)).to.deep.equal([]);
  });

  it("leave the night's alarm in order and call tables stale whose data is of 2013", () => {
    const stateOf = (name: string): string | undefined =>
      alarms.find(({ AlarmName }) => AlarmName === `${prefix}-${name}`)?.StateValue;
    expect(stateOf("night-failed-flights")).to.equal("OK");
    expect(stateOf("stale-flights.flights")).to.equal("ALARM");
  });
});
