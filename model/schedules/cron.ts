/** On which dates and at which times of day an EventBridge Scheduler cron expression fires. Pure. */
import { Cron as Croner } from "croner";
import { Temporal } from "temporal-polyfill";
import { readFields, type CronFields } from "./cron-fields.ts";

export interface Cron {
  /** Whether its field for years is open; else it stops, or skips years. */
  readonly everyYear: boolean;
  /** Times of day at which it fires, in order: the same ones on each of its dates. */
  readonly times: readonly Temporal.PlainTime[];
  readonly firesOn: (date: Temporal.PlainDate) => boolean;
  /** The first date after `date` on which it fires; `undefined` if there is none. */
  readonly dateAfter: (date: Temporal.PlainDate) => Temporal.PlainDate | undefined;
  /** The last date before `date` on which it fires; `undefined` if there is none. */
  readonly dateBefore: (date: Temporal.PlainDate) => Temporal.PlainDate | undefined;
}

/**
 * Evaluates in UTC, where every date and time exists once: what happens when clocks change is ours to say, as AWS
 * documents it, and not the library's. With `alternativeWeekdays`, 1 is Sunday as in AWS; `sloppyRanges` allows AWS's
 * `5/10`.
 */
const evaluated = (pattern: string): Croner =>
  new Croner(pattern, { timezone: "UTC", paused: true, alternativeWeekdays: true, sloppyRanges: true });

const dateOf = (moment: Date): Temporal.PlainDate => Temporal.PlainDate.from(moment.toISOString().slice(0, 10));
const midnight = (date: Temporal.PlainDate): Date => new Date(`${date.toString()}T00:00:00Z`);

const someDay = "2001-01-01";

const timesOf = ({ minute, hour }: CronFields): readonly Temporal.PlainTime[] => {
  const everyDay = evaluated(`0 ${minute} ${hour} * * *`);
  const times: Temporal.PlainTime[] = [];
  let moment = everyDay.nextRun(new Date(Date.parse(`${someDay}T00:00:00Z`) - 1));
  while (moment?.toISOString().startsWith(someDay) === true) {
    times.push(Temporal.PlainTime.from(moment.toISOString().slice(11, 19)));
    moment = everyDay.nextRun(moment);
  }
  return times;
};

const readCron = (expression: string): Cron | undefined => {
  const fields = readFields(expression);
  if (fields === undefined) return undefined;
  const { dayOfMonth, month, dayOfWeek, year } = fields;
  // L alone is the week's last day, which the library has no letter for
  const weekday = dayOfWeek === "L" ? "7" : dayOfWeek;
  const dates = evaluated(`0 0 0 ${dayOfMonth} ${month} ${weekday} ${year}`);
  const dateAfter = (date: Temporal.PlainDate): Temporal.PlainDate | undefined => {
    const [next] = dates.nextRuns(1, midnight(date));
    return next && dateOf(next);
  };
  return {
    everyYear: year === "*",
    times: timesOf(fields),
    firesOn: (date) => dateAfter(date.subtract({ days: 1 }))?.equals(date) ?? false,
    dateAfter,
    dateBefore: (date) => {
      const [previous] = dates.previousRuns(1, midnight(date));
      return previous && dateOf(previous);
    },
  };
};

/** Cached results: the contracts of a group, up to a thousand, share one schedule. */
const known = new Map<string, Cron | undefined>();

/** @returns `undefined` if EventBridge Scheduler would refuse the expression */
export const parseCron = (expression: string): Cron | undefined => {
  if (!known.has(expression)) known.set(expression, readCron(expression));
  return known.get(expression);
};
