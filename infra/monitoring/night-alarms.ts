/** Alarms on the nights: complete, on time, fresh by contract, and with little in quarantine. */
import type { Dataset, Schedule } from "../../model/documents/contract-bundle.ts";
import { datasetMetric, publicationAgeMetric, runMetric, windowAgeMetric } from "../../model/metrics.ts";
import { hoursBetween, hoursUntilDue } from "../../model/schedules/runs.ts";
import { day, described, fiveMinutes, hour, mostHoursBack, type CombinedAlarm, type MetricAlarm } from "./alarm.ts";

export interface NightAlarmsArgs {
  readonly datasets: readonly Dataset[];
  readonly schedules: readonly Schedule[];
  /** Without schedules nothing is late. */
  readonly schedulesEnabled: boolean;
  /** Share of a dataset's rows in one night, in percent. */
  readonly quarantinedPercent: number;
  /** Maximum time until the pages have landed, and maximum time of each job. */
  readonly planTimeoutMinutes: number;
  readonly jobTimeoutMinutes: number;
}

type TimesArgs = Pick<NightAlarmsArgs, "planTimeoutMinutes" | "jobTimeoutMinutes">;

/** Functions before, between, and after: what a night takes besides landing pages and running jobs. */
const otherMinutes = 60;

/** One processes, the other curates. */
const jobsOfANight = 2;

/** Hours after which an unreported night won't be reported anymore: everything in it has a timeout. */
const lateAfterHours = ({ planTimeoutMinutes, jobTimeoutMinutes }: TimesArgs): number =>
  Math.ceil((planTimeoutMinutes + jobsOfANight * jobTimeoutMinutes + otherMinutes) / 60);

/**
 * The report writes 0 or 1 and then nothing until the next run, so a failed night stays in alarm until one succeeds.
 */
const failed = ({ group }: Schedule): MetricAlarm => ({
  name: `night-failed-${group}`,
  description: described(
    `The last run of ${group} failed.`,
    "lakehouse status names dataset, page and reason; run the night again once the cause is fixed.",
  ),
  metric: runMetric("RunFailed", group),
  statistic: "Maximum",
  periodSeconds: fiveMinutes,
  periods: 1,
  wrongAbove: 0,
  missing: "ignore",
  tells: false,
  essential: true,
});

/** Of what is written once a day: two of these, because one may be missing, or fall into the next day's period. */
const daily = { periodSeconds: day, periods: 2 } as const;

/** Whether an alarm on the reports themselves would have to look back further than CloudWatch can. */
const isBeyond = (hours: number): boolean => hours > mostHoursBack;

const reportedHours = (schedule: Schedule, args: TimesArgs): number => hoursBetween(schedule) + lateAfterHours(args);

/** Groups for which the report function must write ages once a day, so that their alarms have something to look at. */
export const agedGroups = (args: TimesArgs & Pick<NightAlarmsArgs, "schedules" | "datasets">): readonly Schedule[] =>
  args.schedules.filter(
    (schedule) =>
      isBeyond(reportedHours(schedule, args)) ||
      args.datasets.some(({ group, freshnessHours }) => group === schedule.group && isBeyond(freshnessHours)),
  );

/**
 * No report of a current window for the time between two runs plus the time that a run may take. A window ends at
 * midnight, or at the hour of its run; the report of the run that is due arrives less than the time between two runs
 * after the schedule, so an older window is a rerun and counts as nothing. One extra hour, because a day has 25 hours
 * when clocks change. Of a group that runs too rarely for that, the window's age itself is written once a day.
 */
const late = (schedule: Schedule, args: NightAlarmsArgs): MetricAlarm => {
  const { group } = schedule;
  const hours = reportedHours(schedule, args);
  const oldestHours = hoursBetween(schedule) + 1 + hoursUntilDue(schedule);
  return {
    name: `night-late-${group}`,
    description: described(
      `No night of ${group} was reported for ${hours} hours.`,
      "Check whether it started (starts-dead, the execution) and where it is stuck; stop it and run the night again.",
    ),
    statistic: "Minimum",
    ...(isBeyond(hours)
      ? { metric: windowAgeMetric(group), ...daily, wrongAbove: (oldestHours + lateAfterHours(args)) * hour }
      : {
          metric: runMetric("WindowAge", group),
          ...{ periodSeconds: hour, periods: hours, wrongAbove: oldestHours * hour },
        }),
    missing: "breaching",
    tells: false,
    essential: true,
  };
};

const quarantined = ({ group }: Schedule, { quarantinedPercent }: NightAlarmsArgs): MetricAlarm => ({
  name: `quarantine-${group}`,
  description: described(
    `The last run of ${group} sent more than ${quarantinedPercent} % of a dataset's rows to quarantine.`,
    "Query <source>_processed.<table>_quarantine for the reasons and tell the source; run the night again afterwards.",
  ),
  metric: runMetric("QuarantinedPercent", group),
  statistic: "Maximum",
  periodSeconds: fiveMinutes,
  periods: 1,
  wrongAbove: quarantinedPercent,
  missing: "ignore",
  tells: true,
  essential: true,
});

/** A publication of data older than the contract allows doesn't make a table fresh. */
const stale = ({ id, group, freshnessHours }: Dataset): MetricAlarm => ({
  name: `stale-${id}`,
  description: described(
    `${id} was not published for ${freshnessHours} hours, the latency in its contract.`,
    `Readers see older data. Run the night of ${group} again; lakehouse status says why it is missing.`,
  ),
  ...(isBeyond(freshnessHours)
    ? { metric: publicationAgeMetric(id), ...daily }
    : { metric: datasetMetric("DataAge", id), periodSeconds: hour, periods: freshnessHours }),
  statistic: "Minimum",
  wrongAbove: freshnessHours * hour,
  missing: "breaching",
  tells: false,
  essential: false,
});

/**
 * CloudWatch's limit per rule:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
const mostParts = 100;

/** One alarm for all datasets of a group: a failed night sends one mail, not one per table. */
const staleGroup = (group: string, datasets: readonly Dataset[]): CombinedAlarm[] => {
  const parts = datasets.filter((dataset) => dataset.group === group).map((dataset) => stale(dataset).name);
  return Array.from({ length: Math.ceil(parts.length / mostParts) }, (_, index) => ({
    name: `stale-${group}${index === 0 ? "" : `-${index + 1}`}`,
    description: described(
      `Datasets of ${group} are older than their contracts allow.`,
      "The alarm's parts name them; run the night again.",
    ),
    anyOf: parts.slice(index * mostParts, (index + 1) * mostParts),
    tells: true,
    essential: false,
  }));
};

const night = ({ group }: Schedule, { schedulesEnabled }: NightAlarmsArgs): CombinedAlarm => ({
  name: `night-${group}`,
  description: described(
    `The night of ${group} failed or is late.`,
    "lakehouse status names dataset, page and reason; run the night again once the cause is fixed.",
  ),
  anyOf: [`night-failed-${group}`, ...(schedulesEnabled ? [`night-late-${group}`] : [])],
  tells: true,
  essential: false,
});

export const nightMetricAlarms = (args: NightAlarmsArgs): MetricAlarm[] => [
  ...args.schedules.flatMap((schedule) => [
    failed(schedule),
    ...(args.schedulesEnabled ? [late(schedule, args)] : []),
    quarantined(schedule, args),
  ]),
  ...args.datasets.map(stale),
];

export const nightCombinedAlarms = (args: NightAlarmsArgs): CombinedAlarm[] => [
  ...args.schedules.flatMap((schedule) => [night(schedule, args), ...staleGroup(schedule.group, args.datasets)]),
  {
    name: "nights",
    description: described("The night of some group failed or is late.", "Its own alarm says which."),
    anyOf: args.schedules.map(({ group }) => `night-${group}`),
    tells: false,
    essential: true,
  },
];
