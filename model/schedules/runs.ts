/**
 * Which interval of source time a run reads: from the previous due time's cut to its own. Windows depend on due times
 * alone, never on when a run started, and follow each other without gap or overlap. Pure; "now" is always an argument.
 */
import { Temporal } from "temporal-polyfill";
import type { Schedule } from "../documents/contract-bundle.ts";
import type { Window } from "../documents/values.ts";
import { dateIn, type Night } from "../windows.ts";
import { parseCron } from "./cron.ts";
import { frequencyOf } from "./frequency.ts";
import { dueAfter, dueBefore, isInDueWeek, type Rhythm } from "./due.ts";

export interface DueRun {
  /** `YYYY-MM-DDTHH:MM` in the group's time zone. */
  readonly local: string;
  /** Instant, ISO 8601. Of a time that exists twice the first: AWS doesn't say which of the two it runs. */
  readonly due: string;
  readonly window: Window;
}

/** @throws Error if the schedule has passed no check */
export const rhythmOf = ({ group, expression, timeZone, weeks }: Schedule): Rhythm => {
  const cron = parseCron(expression);
  if (cron === undefined) throw new Error(`the schedule ${expression} of ${group} is not a cron expression`);
  if (weeks === undefined) return { cron, timeZone };
  return { cron, timeZone, weeks: { every: weeks.every, firstRun: Temporal.PlainDate.from(weeks.firstRun) } };
};

/** Whether it fires at several times of its days. */
export const isSubDaily = ({ cron }: Pick<Rhythm, "cron">): boolean => cron.times.length > 1;

/** Hours between two due times at most, as clocks show them. */
export const hoursBetween = (schedule: Schedule): number => {
  const { cron, weeks } = rhythmOf(schedule);
  return (frequencyOf(cron)?.hours ?? Number.NaN) * (weeks?.every ?? 1);
};

const written = (instant: { readonly epochMilliseconds: number }): string =>
  new Date(instant.epochMilliseconds).toISOString();

/** The first instant at or after a local time, which need not exist; of a time that exists twice the first. */
const firstInstant = (local: Temporal.PlainDateTime, timeZone: string): Temporal.ZonedDateTime => {
  const zoned = local.toZonedDateTime(timeZone);
  if (zoned.toPlainDateTime().equals(local)) return zoned;
  // which may itself be the first instant after the jump, and "previous" looks before it
  return zoned.add({ nanoseconds: 1 }).getTimeZoneTransition("previous") ?? zoned;
};

/** Where the windows before and after a due time meet: the start of its hour, or of its day if it has one due time. */
const cut = (rhythm: Rhythm, due: Temporal.PlainDateTime): string =>
  written(
    isSubDaily(rhythm)
      ? firstInstant(due.round({ smallestUnit: "hour", roundingMode: "floor" }), rhythm.timeZone)
      : due.toPlainDate().toZonedDateTime(rhythm.timeZone),
  );

const previousOf = (rhythm: Rhythm, due: Temporal.PlainDateTime): Temporal.PlainDateTime => {
  const previous = dueBefore(rhythm, due);
  if (previous) return previous;
  throw new RangeError(`nothing is due before ${due.toString()}, so the run has no first instant to read`);
};

const runOf = (rhythm: Rhythm, due: Temporal.PlainDateTime): DueRun => ({
  local: due.toString({ smallestUnit: "minute" }),
  due: written(firstInstant(due, rhythm.timeZone)),
  window: { since: cut(rhythm, previousOf(rhythm, due)), until: cut(rhythm, due) },
});

const localOf = (instant: string, timeZone: string): Temporal.PlainDateTime =>
  Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toPlainDateTime();

/**
 * The newest window that is over at `instant` (ISO 8601): what a run due then reads, and also what is read by a run
 * that an operator starts shortly before it is due.
 */
export const lastRun = (schedule: Schedule, instant: string): DueRun => {
  const rhythm = rhythmOf(schedule);
  const local = localOf(instant, rhythm.timeZone);
  const bound = isSubDaily(rhythm)
    ? local.round({ smallestUnit: "hour", roundingMode: "floor" }).add({ hours: 1 })
    : local.toPlainDate().add({ days: 1 }).toPlainDateTime();
  return runOf(rhythm, previousOf(rhythm, bound));
};

/** The newest window that is over at `instant` (ISO 8601), with its days in the group's time zone. */
export const lastNight = (schedule: Schedule, instant: string): Night => {
  const { window } = lastRun(schedule, instant);
  const firstDate = dateIn(window.since, schedule.timeZone);
  const date = dateIn(new Date(Date.parse(window.until) - 1).toISOString(), schedule.timeZone);
  return { date, window, ...(firstDate !== date && { firstDate }) };
};

/**
 * The instant up to which windows should have been read at `now` (ISO 8601): of a group with one run on its days the end
 * of the newest window that is over. With several, a run takes a good part of the time until the next one, so a window
 * is missing when the next run is due; that of a run that failed is recorded as missed at once.
 */
export const overdueUntil = (schedule: Schedule, now: string): string => {
  const newest = lastRun(schedule, now);
  if (!isSubDaily(rhythmOf(schedule))) return newest.window.until;
  const due = Date.parse(newest.due) <= Date.parse(now) ? newest : lastRun(schedule, newest.window.since);
  return due.window.since;
};

/** Hours from a window's end to the time at which its run is due: of several times of day the most. */
export const hoursUntilDue = (schedule: Schedule): number => {
  const { cron } = rhythmOf(schedule);
  const hours = cron.times.map(({ hour, minute }) => (isSubDaily({ cron }) ? 0 : hour) + minute / 60);
  return Math.max(...hours);
};

/** Runs due after `instant` (ISO 8601), in order; endless unless the schedule ends. */
export const runsAfter = function* (schedule: Schedule, instant: string): Generator<DueRun> {
  const rhythm = rhythmOf(schedule);
  let due = dueAfter(rhythm, localOf(instant, rhythm.timeZone));
  while (due) {
    const run = runOf(rhythm, due);
    // in an hour that exists twice, the local time of `instant` may be earlier than a due time that has passed
    if (Date.parse(run.due) > Date.parse(instant)) yield run;
    due = dueAfter(rhythm, due);
  }
};

/** Whether the scheduler fires at `instant` in a week in which no run is due. */
export const isOffWeek = (schedule: Schedule, instant: string): boolean => {
  const { weeks, timeZone } = rhythmOf(schedule);
  return weeks !== undefined && !isInDueWeek(localOf(instant, timeZone).toPlainDate(), weeks);
};

/** The run due at a local time; else the due times around it. */
export const runDueAt = (
  schedule: Schedule,
  local: Temporal.PlainDateTime,
): { readonly run: DueRun } | { readonly around: readonly string[] } => {
  const rhythm = rhythmOf(schedule);
  const before = dueBefore(rhythm, local.add({ minutes: 1 }));
  if (before?.equals(local) === true) return { run: runOf(rhythm, local) };
  const around = [before, dueAfter(rhythm, local)].flatMap((due) => due?.toString({ smallestUnit: "minute" }) ?? []);
  return { around };
};

/** The runs whose windows have a part in common with `window`, in order. */
export const runsReading = (schedule: Schedule, { since, until }: Window): readonly DueRun[] => {
  const found: DueRun[] = [];
  for (const run of runsAfter(schedule, lastRun(schedule, since).due)) {
    if (run.window.since >= until) break;
    found.push(run);
  }
  return found;
};
