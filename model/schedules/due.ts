/**
 * When runs are due, in the local time of a group. EventBridge Scheduler skips a time that doesn't exist when clocks go
 * forward, and runs a time that exists twice once:
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#daylist-savings-time
 */
import { Temporal } from "temporal-polyfill";
import type { Cron } from "./cron.ts";

/** Due in one week out of several, counted from a date on which a run is due. */
export interface Weeks {
  readonly every: number;
  readonly firstRun: Temporal.PlainDate;
}

export interface Rhythm {
  readonly cron: Cron;
  /** Absent if each time of the cron expression is due. */
  readonly weeks?: Weeks;
  readonly timeZone: string;
}

/** Whether the date is in a week in which runs are due. */
export const isInDueWeek = (date: Temporal.PlainDate, { every, firstRun }: Weeks): boolean =>
  Math.round(firstRun.until(date, { largestUnit: "days" }).days / 7) % every === 0;

const exists = (local: Temporal.PlainDateTime, timeZone: string): boolean =>
  local.toZonedDateTime(timeZone).toPlainDateTime().equals(local);

const isDue = (local: Temporal.PlainDateTime, { weeks, timeZone }: Rhythm): boolean =>
  (weeks === undefined || isInDueWeek(local.toPlainDate(), weeks)) && exists(local, timeZone);

const onDate = (date: Temporal.PlainDate, { cron }: Rhythm): readonly Temporal.PlainDateTime[] =>
  cron.times.map((time) => date.toPlainDateTime(time));

/** The first due time after `local`; `undefined` if there is none. */
export const dueAfter = (rhythm: Rhythm, local: Temporal.PlainDateTime): Temporal.PlainDateTime | undefined => {
  const isNext = (due: Temporal.PlainDateTime): boolean =>
    Temporal.PlainDateTime.compare(due, local) > 0 && isDue(due, rhythm);
  let date = rhythm.cron.dateAfter(local.toPlainDate().subtract({ days: 1 }));
  while (date) {
    const found = onDate(date, rhythm).find(isNext);
    if (found) return found;
    date = rhythm.cron.dateAfter(date);
  }
  return undefined;
};

/** The last due time before `local`; `undefined` if there is none. */
export const dueBefore = (rhythm: Rhythm, local: Temporal.PlainDateTime): Temporal.PlainDateTime | undefined => {
  const isPrevious = (due: Temporal.PlainDateTime): boolean =>
    Temporal.PlainDateTime.compare(due, local) < 0 && isDue(due, rhythm);
  let date = rhythm.cron.dateBefore(local.toPlainDate().add({ days: 1 }));
  while (date) {
    const found = onDate(date, rhythm).findLast(isPrevious);
    if (found) return found;
    date = rhythm.cron.dateBefore(date);
  }
  return undefined;
};
