/** Alarms on what nights run on: functions, jobs, the state machine, queues, the ledger, and the scheduler. */
import type { Metric } from "../../model/metrics.ts";
import type { FunctionName } from "../../model/parts.ts";
import type { DeadLetters, Place } from "../place.ts";
import { described, fiveMinutes, type CombinedAlarm, type MetricAlarm } from "./alarm.ts";
import {
  functionMetric,
  jobMetric,
  ledgerMetric,
  machineMetric,
  queueMetric,
  schedulerMetric,
} from "./service-metrics.ts";

export interface MachineryAlarmsArgs {
  readonly place: Place;
  /** Function names without the prefix. */
  readonly functions: readonly FunctionName[];
  readonly planTimeoutMinutes: number;
  readonly mails: boolean;
}

/** More than zero in five minutes. These services write no values while nothing happens. */
const occurs = (name: string, description: string, metric: Metric): MetricAlarm => ({
  name,
  description,
  metric,
  statistic: "Sum",
  periodSeconds: fiveMinutes,
  periods: 1,
  wrongAbove: 0,
  missing: "notBreaching",
  tells: false,
  essential: false,
});

/** Whether only its alarm would report in time that a function failed. */
const failsUnseen: Readonly<Record<FunctionName, boolean>> = {
  // the deployment stops
  accept: false,
  // a failed start becomes a dead letter, and the night is late
  start: false,
  // the night fails, and its report or execution says why
  plan: false,
  extract: false,
  reconcile: false,
  govern: false,
  report: false,
  // nights don't rotate: no report would ever say that a token wasn't rotated
  rotate: true,
  // an unsent mail becomes a dead letter
  mail: false,
};

const functionAlarms = ({ place, functions }: MachineryAlarmsArgs): MetricAlarm[] =>
  functions.flatMap((part) => {
    const metric = functionMetric(place, part);
    return [
      {
        ...occurs(
          `function-errors-${part}`,
          described(`The function ${part} failed or timed out.`, "Its log has the reason."),
          metric("Errors"),
        ),
        essential: failsUnseen[part],
      },
      occurs(
        `function-throttles-${part}`,
        described(
          `Invocations of ${part} were throttled: the account reached its concurrency limit.`,
          "They are retried; request a higher quota, or lower extraction.maximumConcurrency.",
        ),
        metric("Throttles"),
      ),
    ];
  });

const executionAlarms = ({ place }: MachineryAlarmsArgs): MetricAlarm[] => {
  const remedy = "When no report names a reason, the execution's history does; run the night again.";
  const metric = machineMetric(place);
  return [
    {
      ...occurs(
        "executions-failed",
        described("An execution of the night failed.", remedy),
        metric("ExecutionsFailed"),
      ),
      essential: true,
    },
    {
      ...occurs(
        "executions-timed-out",
        described("An execution of the night timed out.", remedy),
        metric("ExecutionsTimedOut"),
      ),
      essential: true,
    },
    occurs(
      "executions-aborted",
      described("An execution of the night was stopped by hand.", remedy),
      metric("ExecutionsAborted"),
    ),
    occurs(
      "executions-throttled",
      described("Step Functions throttled the nights.", "They continue; request a higher quota if it recurs."),
      metric("ExecutionThrottled"),
    ),
  ];
};

const jobAlarms = ({ place }: MachineryAlarmsArgs): MetricAlarm[] => {
  const remedy = "Its log (/aws-glue/jobs) and the run's report have the reason; run the night again.";
  const metric = jobMetric(place);
  return [
    occurs("job-failed", described("A Glue job run failed.", remedy), metric("ServiceIntegrationsFailed")),
    occurs("job-timed-out", described("A Glue job run timed out.", remedy), metric("ServiceIntegrationsTimedOut")),
  ];
};

const ledgerAlarms = ({ place }: MachineryAlarmsArgs): MetricAlarm[] =>
  (["Read", "Write"] as const).map((kind) =>
    occurs(
      `ledger-throttles-${kind.toLowerCase()}`,
      described(
        "DynamoDB throttled the ledger.",
        "Calls are retried; lower extraction.maximumConcurrency if it recurs.",
      ),
      ledgerMetric(place)(`${kind}ThrottleEvents`),
    ),
  );

/** Half of the time that pages have: an older message will hardly land in time. */
const oldPages = ({ place, planTimeoutMinutes }: MachineryAlarmsArgs): MetricAlarm => ({
  name: "pages-old",
  description: described(
    "Pages have been waiting so long that the night may time out.",
    "Check whether the source is slow or down; raise extraction.maximumConcurrency or planTimeoutMinutes.",
  ),
  metric: queueMetric(place, "pages")("ApproximateAgeOfOldestMessage"),
  statistic: "Maximum",
  periodSeconds: fiveMinutes,
  periods: 1,
  wrongAbove: planTimeoutMinutes * 30,
  missing: "notBreaching",
  tells: false,
  essential: false,
});

/**
 * Stays in alarm until somebody has handled the messages, so it can't be part of another alarm: it would mask the rest.
 */
const deadLetters = (place: Place, queue: DeadLetters, description: string): MetricAlarm => ({
  name: queue,
  description,
  metric: queueMetric(place, queue)("ApproximateNumberOfMessagesVisible"),
  statistic: "Maximum",
  periodSeconds: fiveMinutes,
  periods: 1,
  wrongAbove: 0,
  missing: "notBreaching",
  tells: true,
  essential: true,
});

const combinedParts = (args: MachineryAlarmsArgs): MetricAlarm[] => [
  ...executionAlarms(args),
  ...jobAlarms(args),
  ...functionAlarms(args),
  ...ledgerAlarms(args),
  oldPages(args),
];

export const machineryMetricAlarms = (args: MachineryAlarmsArgs): MetricAlarm[] => [
  ...combinedParts(args),
  deadLetters(
    args.place,
    "pages-dead",
    described(
      "Pages failed every delivery, and their run with them.",
      "Fix the cause, run the night again, then purge the queue.",
    ),
  ),
  deadLetters(
    args.place,
    "starts-dead",
    described(
      "The scheduler could not start a night for hours.",
      "Run that night by hand, then purge the queue; the message says which.",
    ),
  ),
  ...(args.mails
    ? [
        deadLetters(
          args.place,
          "mails-dead",
          described(
            "A mail was not sent to all recipients.",
            "Fix the cause, run lakehouse mail send with its name, then purge the queue; the message says which.",
          ),
        ),
      ]
    : []),
  {
    ...occurs(
      "starts-dropped",
      described("The scheduler gave up starting a night.", "Run that night by hand; see the log of start."),
      schedulerMetric(args.place)("InvocationDroppedCount"),
    ),
    tells: true,
    essential: true,
  },
];

/** A failed night describes the problem better than the function or job that made it fail. */
export const machineryCombinedAlarms = (args: MachineryAlarmsArgs): CombinedAlarm[] => [
  {
    name: "machinery",
    description: described(
      "Something that nights depend on failed or was throttled, but no night has failed because of it (yet).",
      "The alarm's parts say what, and what to do.",
    ),
    anyOf: combinedParts(args).map(({ name }) => name),
    unless: "nights",
    tells: true,
    essential: true,
  },
];
