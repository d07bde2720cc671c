/** Due times that don't exist, because clocks jump over them. */
import { Temporal } from "temporal-polyfill";
import type { Cron } from "./cron.ts";

const clockChangesFrom = Temporal.Instant.from("2024-01-01T00:00Z");
const clockChangesUntil = Temporal.Instant.from("2040-01-01T00:00Z");

const isIn = (local: Temporal.PlainDateTime, start: Temporal.PlainDateTime, end: Temporal.PlainDateTime): boolean =>
  Temporal.PlainDateTime.compare(start, local) <= 0 && Temporal.PlainDateTime.compare(local, end) < 0;

const firstSkip = (cron: Cron, timeZone: string): string | undefined => {
  let moment = clockChangesFrom.toZonedDateTimeISO(timeZone).getTimeZoneTransition("next");
  while (moment && Temporal.Instant.compare(moment.toInstant(), clockChangesUntil) < 0) {
    const end = moment.toPlainDateTime();
    const before = moment.subtract({ nanoseconds: 1 });
    const jumpSeconds = (moment.offsetNanoseconds - before.offsetNanoseconds) / 1e9;
    const start = end.subtract({ seconds: jumpSeconds });
    for (const date of jumpSeconds > 0 ? [start.toPlainDate(), end.toPlainDate()] : []) {
      const isSkipped = cron.times.some((time) => isIn(date.toPlainDateTime(time), start, end));
      if (isSkipped && cron.firesOn(date)) return date.toString();
    }
    moment = moment.getTimeZoneTransition("next");
  }
  return undefined;
};

/** Cached results: the contracts of a group, up to a thousand, share one schedule. */
const firstSkips = new WeakMap<Cron, Map<string, string | undefined>>();

/**
 * The first date (`YYYY-MM-DD`) on which clocks in `timeZone` skip a due time. EventBridge Scheduler skips a time that
 * does not exist: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export const skippedOn = (cron: Cron, timeZone: string): string | undefined => {
  const known = firstSkips.get(cron) ?? new Map<string, string | undefined>();
  firstSkips.set(cron, known);
  if (!known.has(timeZone)) known.set(timeZone, firstSkip(cron, timeZone));
  return known.get(timeZone);
};
