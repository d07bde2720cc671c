/** What the dashboard shows, as CloudWatch's JSON: pure data. */
import type { Dataset, Schedule } from "../../model/documents/contract-bundle.ts";
import { datasetMetric, runMetric } from "../../model/metrics.ts";
import { day, graph, laidOut, line, nightly, type Row } from "./dashboard-layout.ts";
import { functionMetric, jobMetric, ledgerMetric, machineMetric, queueMetric } from "./service-metrics.ts";
import { arn, type Place } from "../place.ts";

export interface DashboardArgs {
  readonly place: Place;
  readonly datasets: readonly Dataset[];
  readonly schedules: readonly Schedule[];
  /** Names of the functions after the prefix. */
  readonly functions: readonly string[];
  /** Names of alarms after the prefix, the telling ones first; none when the stack has no alarms. */
  readonly alarms: readonly string[];
}

/** An alarm widget takes no more. */
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

const nights = ({ place, schedules }: DashboardArgs): Row => ({
  height: 6,
  contents: [
    nightly(
      place,
      "Nights",
      schedules.flatMap(({ group }) => [
        line(runMetric("RunSucceeded", group), "Sum", `${group} complete`),
        line(runMetric("RunFailed", group), "Sum", `${group} failed`),
        line(runMetric("DatasetsFailed", group), "Sum", `${group}: datasets failed`),
      ]),
      { view: "bar" },
    ),
    nightly(place, "Duration (s)", [
      ...schedules.map(({ group }) =>
        line(runMetric("RunDuration", group), "Maximum", `${group}, from start to report`),
      ),
    ]),
    nightly(place, "From the end of the day to the report (s)", [
      ...schedules.map(({ group }) => line(runMetric("WindowAge", group), "Maximum", group)),
    ]),
  ],
});

const rows = ({ place, schedules, datasets }: DashboardArgs): Row => ({
  height: 8,
  contents: [
    nightly(
      place,
      "Rows of the nights",
      schedules.flatMap(({ group }) => [
        line(runMetric("RowsLanded", group), "Sum", `${group} landed`),
        line(runMetric("RowsLoaded", group), "Sum", `${group} loaded`),
        line(runMetric("RowsDuplicate", group), "Sum", `${group} duplicate`),
      ]),
    ),
    nightly(
      place,
      "Rows loaded per dataset",
      datasets.map(({ id }) => line(datasetMetric("RowsLoaded", id), "Sum", id)),
    ),
    nightly(
      place,
      "Age of the data when it was published (s)",
      datasets.map(({ id }) => line(datasetMetric("DataAge", id), "Maximum", id)),
    ),
  ],
});

const quarantineAndModels = ({ place, schedules, datasets }: DashboardArgs): Row => ({
  height: 6,
  contents: [
    nightly(
      place,
      "Quarantine: worst share of a dataset (%)",
      schedules.map(({ group }) => line(runMetric("QuarantinedPercent", group), "Maximum", group)),
    ),
    nightly(place, "Quarantine: rows", [
      ...schedules.map(({ group }) => line(runMetric("RowsQuarantined", group), "Sum", `${group}, all`)),
      ...datasets.map(({ id }) => line(datasetMetric("RowsQuarantined", id), "Sum", id)),
    ]),
    nightly(
      place,
      "Models",
      schedules.flatMap(({ group }) => [
        line(runMetric("ModelsPublished", group), "Sum", `${group} published`),
        line(runMetric("ModelsFailed", group), "Sum", `${group} failed or blocked`),
      ]),
    ),
  ],
});

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

/** Athena writes a metric per state and type of query; a search adds up whichever there are. */
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
  // nights are a day apart: the console's own three hours would show nothing
  start: "-P14D",
  periodOverride: "inherit",
  widgets: laidOut([
    heading(args),
    ...alarmStates(args),
    nights(args),
    rows(args),
    quarantineAndModels(args),
    machineAndJob(args),
    queuesAndLedger(args),
    functionRow(args),
    queries(args),
  ]),
});
