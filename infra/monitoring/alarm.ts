/** An alarm as data: what is looked at, when it is wrong, and who is told. */
import type { Metric } from "../../model/metrics.ts";

export interface MetricAlarm {
  /** After the stack's prefix. */
  readonly name: string;
  /** What it means and what to do; a mail shows it. */
  readonly description: string;
  readonly metric: Metric;
  readonly statistic: "Sum" | "Minimum" | "Maximum";
  readonly periodSeconds: number;
  /** All of them have to be wrong. */
  readonly periods: number;
  readonly wrongAbove: number;
  /** What a period without a value counts as; `ignore` keeps the state that the last value led to. */
  readonly missing: "breaching" | "notBreaching" | "ignore";
  /** Whether somebody is told at once. The others are part of a combined alarm that tells. */
  readonly tells: boolean;
  /** Whether a stack that has the fewest alarms has this one: what it says, nothing else does in time. */
  readonly essential: boolean;
}

/** Is in alarm while any of its parts is; tells once, however many of them there are. */
export interface CombinedAlarm {
  readonly name: string;
  readonly description: string;
  /** Names of alarms of the list. */
  readonly anyOf: readonly string[];
  /** Name of an alarm that says the same better: while it is in alarm, or becomes so soon, nobody is told. */
  readonly unless?: string;
  readonly tells: boolean;
  readonly essential: boolean;
}

/** Which alarms a stack has; each is paid by the month. */
export type AlarmScope = "essential" | "all";

export interface AlarmList {
  readonly metricAlarms: readonly MetricAlarm[];
  /** Each after its parts. */
  readonly combinedAlarms: readonly CombinedAlarm[];
}

/** Values come a minute or two after their time, those of our own by the log; in shorter periods some would be missed. */
export const fiveMinutes = 300;
export const hour = 3_600;

/** Meaning and remedy in one text; CloudWatch takes 1,024 characters. */
export const described = (meaning: string, remedy: string): string =>
  `${meaning} ${remedy} (docs/operations.md, Alarms)`;
