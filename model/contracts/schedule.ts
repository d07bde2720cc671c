/** Schedules of nights: EventBridge Scheduler cron expressions that fire exactly once every day. */
import { Temporal } from "temporal-polyfill";

type ScheduleFault = "syntax" | "not-daily";

interface TimeOfDay {
  readonly hour: number;
  readonly minute: number;
}

const inRange = (text: string, maximum: number): boolean =>
  (text.match(/\d+/g) ?? []).every((digits) => Number(digits) <= maximum);

const isCron = (fields: readonly string[]): boolean => {
  const [minute = "", hour = "", dayOfMonth = "", month = "", dayOfWeek = "", year = ""] = fields;
  return (
    fields.length === 6 &&
    [minute, hour, year].every((field) => /^[0-9*,/-]+$/.test(field)) &&
    /^[0-9*,/?LW-]+$/.test(dayOfMonth) &&
    /^[0-9A-Z*,/-]+$/.test(month) &&
    /^[0-9A-Z*,/?#-]+$/.test(dayOfWeek) &&
    (dayOfMonth === "?") !== (dayOfWeek === "?") &&
    inRange(minute, 59) &&
    inRange(hour, 23)
  );
};

/**
 * A schedule's time of day. A run reads the night before its schedule, so a schedule that skips a day would lose that
 * day's records forever, and one that fires twice would start nothing the second time.
 */
export const dailyTime = (expression: string): TimeOfDay | ScheduleFault => {
  const fields = /^cron\((.*)\)$/.exec(expression)?.[1]?.trim().split(/\s+/);
  if (!fields || !isCron(fields)) return "syntax";
  const [minute = "", hour = "", ...days] = fields;
  const everyDay = days.every((field) => field === "*" || field === "?");
  if (!/^\d+$/.test(minute) || !/^\d+$/.test(hour) || !everyDay) return "not-daily";
  return { hour: Number(hour), minute: Number(minute) };
};

const clockChangesFrom = Temporal.Instant.from("2024-01-01T00:00Z");
const clockChangesUntil = Temporal.Instant.from("2040-01-01T00:00Z");

const firstSkip = (time: TimeOfDay, timeZone: string): string | undefined => {
  const wanted = Temporal.PlainTime.from(time);
  let moment = clockChangesFrom.toZonedDateTimeISO(timeZone).getTimeZoneTransition("next");
  while (moment && Temporal.Instant.compare(moment.toInstant(), clockChangesUntil) < 0) {
    const before = moment.subtract({ nanoseconds: 1 });
    const jumpSeconds = (moment.offsetNanoseconds - before.offsetNanoseconds) / 1e9;
    const start = moment.toPlainDateTime().subtract({ seconds: jumpSeconds });
    for (const date of [start.toPlainDate(), moment.toPlainDate()]) {
      const due = date.toPlainDateTime(wanted);
      const isSkipped =
        Temporal.PlainDateTime.compare(start, due) <= 0 &&
        Temporal.PlainDateTime.compare(due, moment.toPlainDateTime()) < 0;
      if (jumpSeconds > 0 && isSkipped) return date.toString();
    }
    moment = moment.getTimeZoneTransition("next");
  }
  return undefined;
};

/** Cached results: the contracts of a group, up to a thousand, share one schedule. */
const firstSkips = new Map<string, string | undefined>();

/**
 * The first date (`YYYY-MM-DD`) on which clocks in `timeZone` skip `time`. EventBridge Scheduler skips a time that does
 * not exist: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export const skippedOn = (time: TimeOfDay, timeZone: string): string | undefined => {
  const asked = `${time.hour}:${time.minute} ${timeZone}`;
  if (!firstSkips.has(asked)) firstSkips.set(asked, firstSkip(time, timeZone));
  return firstSkips.get(asked);
};
