/** The dashboard's contents as CloudWatch JSON: pure data. */
import type { FunctionName } from "../../model/parts.ts";
import { arn } from "../place.ts";
import { day, graph, laidOut, line, nightly, type Row } from "./dashboard-layout.ts";
import { nightGraphs, type NightGraphsArgs } from "./night-graphs.ts";
import { functionMetric, jobMetric, ledgerMetric, machineMetric, queueMetric } from "./service-metrics.ts";

export interface DashboardArgs extends NightGraphsArgs {
  /** Function names without the prefix. */
  readonly functions: readonly FunctionName[];
  /** Alarm names without the prefix, notifying ones first; empty if the stack has no alarms. */
  readonly alarms: readonly string[];
}

/** An alarm widget's limit. */
const mostAlarms = 100;

const heading = ({ place }: DashboardArgs): Row => ({
  height: 2,
  contents: [
    {
      type: "text",
      properties: {
        markdown:
          `# ${place.prefix}\nOne point per night, in the upper half. What went wrong and why: \`lakehouse status\`. ` +
          "What to do: docs/operations.md.",
      },
    },
  ],
});

const alarmStates = ({ place, alarms }: DashboardArgs): Row[] =>
  Array.from({ length: Math.ceil(alarms.length / mostAlarms) }, (_, index) => ({
    height: 6,
    contents: [
      {
        type: "alarm" as const,
        properties: {
          title: index === 0 ? "Alarms" : `Alarms (${index + 1})`,
          alarms: alarms
            .slice(index * mostAlarms, (index + 1) * mostAlarms)
            .map((name) => arn(place, "cloudwatch", `alarm:${place.prefix}-${name}`)),
        },
      },
    ],
  }));

const queuesAndLedger = ({ place }: DashboardArgs): Row => ({
  height: 6,
  contents: [
    graph(place, "Pages that wait", [
      line(queueMetric(place, "pages")("ApproximateNumberOfMessagesVisible"), "Maximum", "pages"),
      line(queueMetric(place, "pages")("ApproximateAgeOfOldestMessage"), "Maximum", "age of the oldest (s)", {
        yAxis: "right",
      }),
    ]),
    graph(place, "Dead letters", [
      line(queueMetric(place, "pages-dead")("ApproximateNumberOfMessagesVisible"), "Maximum", "pages"),
      line(queueMetric(place, "starts-dead")("ApproximateNumberOfMessagesVisible"), "Maximum", "starts"),
    ]),
    graph(place, "Ledger: throttled", [
      line(ledgerMetric(place)("ReadThrottleEvents"), "Sum", "reads"),
      line(ledgerMetric(place)("WriteThrottleEvents"), "Sum", "writes"),
    ]),
  ],
});

const functionRow = ({ place, functions }: DashboardArgs): Row => ({
  height: 6,
  contents: [
    graph(
      place,
      "Functions: errors and throttles",
      functions.flatMap((part) => [
        line(functionMetric(place, part)("Errors"), "Sum", `${part}: errors`),
        line(functionMetric(place, part)("Throttles"), "Sum", `${part}: throttles`),
      ]),
    ),
    graph(
      place,
      "Functions: longest (ms)",
      functions.map((part) => line(functionMetric(place, part)("Duration"), "Maximum", part)),
    ),
    graph(
      place,
      "Functions: at once",
      functions.map((part) => line(functionMetric(place, part)("ConcurrentExecutions"), "Maximum", part)),
    ),
  ],
});

const machineAndJob = ({ place }: DashboardArgs): Row => {
  const executions = machineMetric(place);
  const job = jobMetric(place);
  return {
    height: 6,
    contents: [
      nightly(place, "Executions", [
        line(executions("ExecutionsSucceeded"), "Sum", "succeeded"),
        line(executions("ExecutionsFailed"), "Sum", "failed"),
        line(executions("ExecutionsTimedOut"), "Sum", "timed out"),
        line(executions("ExecutionsAborted"), "Sum", "aborted"),
        line(executions("ExecutionThrottled"), "Sum", "throttled"),
      ]),
      nightly(place, "Glue jobs: time (ms)", [line(job("ServiceIntegrationRunTime"), "Maximum", "longest run")]),
      nightly(place, "Glue jobs: failures", [
        line(job("ServiceIntegrationsFailed"), "Sum", "failed"),
        line(job("ServiceIntegrationsTimedOut"), "Sum", "timed out"),
      ]),
    ],
  };
};

const usdPerByteScanned = "5/1000000000000";

/** Athena writes a metric per state and type of query; a search sums whichever exist. */
const queries = ({ place }: DashboardArgs): Row => {
  const scanned = `SUM(SEARCH('{AWS/Athena,QueryState,QueryType,WorkGroup} MetricName="ProcessedBytes" WorkGroup="${place.prefix}"', 'Sum', ${day}))`;
  return {
    height: 6,
    contents: [
      nightly(place, "Queries: scanned (bytes)", [[{ expression: scanned, label: "scanned", id: "scanned" }]]),
      nightly(place, "Queries: cost (USD, before rounding up to 10 MB each)", [
        [{ expression: `${scanned}*${usdPerByteScanned}`, label: "USD per day", id: "cost" }],
      ]),
    ],
  };
};

export const dashboardBody = (args: DashboardArgs) => ({
  // nights are a day apart: the console's default of three hours would show nothing
  start: "-P14D",
  periodOverride: "inherit",
  widgets: laidOut([
    heading(args),
    ...alarmStates(args),
    ...nightGraphs(args),
    machineAndJob(args),
    queuesAndLedger(args),
    functionRow(args),
    queries(args),
  ]),
});
