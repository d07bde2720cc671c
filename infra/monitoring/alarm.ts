/** An alarm as data: what is watched, when it is wrong, and who is notified. */
import type { Metric } from "../../model/metrics.ts";

export interface MetricAlarm {
  /** Without the stack's prefix. */
  readonly name: string;
  /** Meaning and remedy; shown in the notification. */
  readonly description: string;
  readonly metric: Metric;
  readonly statistic: "Sum" | "Minimum" | "Maximum";
  readonly periodSeconds: number;
  /** All of them must breach. */
  readonly periods: number;
  readonly wrongAbove: number;
  /** What a period without a value counts as; `ignore` keeps the current state. */
  readonly missing: "breaching" | "notBreaching" | "ignore";
  /** Whether it notifies right away. The others are part of a combined alarm that does. */
  readonly tells: boolean;
  /** Whether a stack with the smallest set of alarms has this one: nothing else reports the problem in time. */
  readonly essential: boolean;
}

/** In alarm while any of its parts is; notifies once, however many of them are. */
export interface CombinedAlarm {
  readonly name: string;
  readonly description: string;
  /** Names of alarms in the list. */
  readonly anyOf: readonly string[];
  /**
   * Name of an alarm that reports the same more precisely: while it is in alarm, or soon will be, this one stays
   * silent.
   */
  readonly unless?: string;
  readonly tells: boolean;
  readonly essential: boolean;
}

/** Which alarms a stack has; each is billed monthly. */
export type AlarmScope = "essential" | "all";

export interface AlarmList {
  readonly metricAlarms: readonly MetricAlarm[];
  /** Each comes after its parts. */
  readonly combinedAlarms: readonly CombinedAlarm[];
}

/** Values arrive a minute or two late, our own through the log; shorter periods would miss some. */
export const fiveMinutes = 300;
export const hour = 3_600;
export const day = 24 * hour;

/**
 * Hours that an alarm can look back; CloudWatch allows no more than 7 days:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
export const mostHoursBack = 168;

/** Meaning and remedy in one text; CloudWatch's limit is 1,024 characters. */
export const described = (meaning: string, remedy: string): string =>
  `${meaning} ${remedy} (docs/operations.md, Alarms)`;
