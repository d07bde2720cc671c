import { writeNearest } from "../../model/validation/suggestion.ts";
import type { Bundle, Schedule } from "../../model/documents/contract-bundle.ts";
import type { Window } from "../../model/documents/values.ts";
import { Temporal } from "temporal-polyfill";
import { lastRun, runDueAt, runsReading } from "../../model/schedules/runs.ts";
import { night, parseDate, windowOfDays } from "../../model/windows.ts";
import { UsageError } from "../answer.ts";

export interface WindowChoice {
  readonly date?: string;
  /** `YYYY-MM-DDTHH:MM` in the group's time zone. */
  readonly due?: string;
  readonly since?: string;
  readonly until?: string;
  /** Also allows a window that isn't over. */
  readonly partial?: boolean;
}

/** @throws UsageError GROUP_UNKNOWN */
export const knownGroup = (bundle: Bundle, group: string, place = "<group>"): Schedule => {
  const found = bundle.schedules.find((candidate) => candidate.group === group);
  if (found !== undefined) return found;
  const known = bundle.schedules.map((schedule) => schedule.group);
  throw new UsageError({
    code: "GROUP_UNKNOWN",
    place,
    message: `"${group}" is not a group; groups are ${known.join(", ")}`,
    fix: writeNearest(group, known, "name one of them"),
  });
};

const day = (text: string, option: string): string => {
  const parsed = parseDate(text, option);
  if ("problem" in parsed) throw new UsageError(parsed.problem);
  return parsed.date;
};

/** The source may still add rows to a window that isn't over, and the run would look complete. */
const refuseOpen = (window: Window, { date, due, partial }: WindowChoice, now: string): Window => {
  if (partial === true || Date.parse(window.until) <= Date.parse(now)) return window;
  const state = Date.parse(window.since) > Date.parse(now) ? "is in the future" : "isn't over";
  throw new UsageError({
    code: "NIGHT_NOT_OVER",
    place: date === undefined ? (due === undefined ? "--until" : "--due") : "--date",
    message: `the window ${window.since} to ${window.until} ${state}; it is ${now}`,
    fix: "run it when it is over, or add --partial to read the rows so far: such a run never counts as the latest",
  });
};

/** The window that the day is in. A day that several runs read names none of them. */
const windowWith = (schedule: Schedule, date: string): Window => {
  const { window: whole } = night(date, schedule.timeZone);
  const runs = runsReading(schedule, whole);
  const [only, second] = runs;
  if (only !== undefined && second === undefined) return only.window;
  const next = Temporal.PlainDate.from(date).add({ days: 1 }).toString();
  throw new UsageError({
    code: "WINDOW_AMBIGUOUS",
    place: "--date",
    message: `${date} is read by ${runs.length} runs of ${schedule.group}, due at ${runs.map(({ local }) => local).join(", ")}`,
    fix: `name one, e.g. --due ${only?.local ?? ""}, or read the day as one window with --since ${date} --until ${next}`,
  });
};

/** The window of the run due at a local time. */
const windowDueAt = (schedule: Schedule, text: string): Window => {
  const wrong = (code: string, message: string, fix: string): UsageError =>
    new UsageError({ code, place: "--due", message, fix });
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text)) {
    const message = `"${text}" is not a time; a time is written YYYY-MM-DDTHH:MM, in the group's time zone`;
    throw wrong("TIME_INVALID", message, 'give a time such as "2026-01-05T06:30"');
  }
  const date = day(text.slice(0, 10), "--due");
  if (Number(text.slice(11, 13)) > 23 || Number(text.slice(14)) > 59) {
    throw wrong("TIME_INVALID", `"${text}" is not a time of day`, "give hours up to 23 and minutes up to 59");
  }
  const found = runDueAt(schedule, Temporal.PlainDateTime.from(`${date}T${text.slice(11)}`));
  if ("run" in found) return found.run.window;
  const message = `no run of ${schedule.group} is due at ${text} (${schedule.timeZone}); its schedule is ${schedule.expression}`;
  throw wrong("RUN_NOT_DUE", message, `name a due time, e.g. ${found.around.join(" or ")}`);
};

/** Names of the options of which each chooses a window by itself. */
const refuseSeveral = ({ date, due, since, until }: WindowChoice): void => {
  const ranged = since !== undefined || until !== undefined;
  if (date !== undefined && ranged) {
    const message = "--date was given together with --since or --until; pass either one night or a range of days";
    throw new UsageError({ code: "WINDOW_AMBIGUOUS", place: "--date", message, fix: "leave one of them out" });
  }
  if (due === undefined || (date === undefined && !ranged)) return;
  const message = "--due was given together with --date, --since or --until; each chooses a window by itself";
  throw new UsageError({ code: "WINDOW_AMBIGUOUS", place: "--due", message, fix: "leave one of them out" });
};

/**
 * The requested window: that of the run due at a time, the one that a day is in, or the days from `since` up to, not
 * including, `until`; else the last one that is over at `now` (ISO 8601). Days and times are in the group's time zone.
 * Pure.
 *
 * @throws UsageError
 */
export const chooseWindow = (bundle: Bundle, group: string, choice: WindowChoice, now: string): Window => {
  const schedule = knownGroup(bundle, group);
  const { date, due, since, until } = choice;
  refuseSeveral(choice);
  if (due !== undefined) return refuseOpen(windowDueAt(schedule, due), choice, now);
  if (date !== undefined) return refuseOpen(windowWith(schedule, day(date, "--date")), choice, now);
  if (since === undefined && until === undefined) return lastRun(schedule, now).window;
  if (since === undefined || until === undefined) {
    const missing = since === undefined ? "--since" : "--until";
    const message = `${missing} is missing; a range has a first day and the day after its last`;
    throw new UsageError({ code: "WINDOW_INCOMPLETE", place: missing, message, fix: `add ${missing} YYYY-MM-DD` });
  }
  const [first, end] = [day(since, "--since"), day(until, "--until")];
  if (first < end) return refuseOpen(windowOfDays(first, end, schedule.timeZone), choice, now);
  const message = `${end} is not after ${first}; the range ends before the day of --until`;
  throw new UsageError({ code: "WINDOW_EMPTY", place: "--until", message, fix: "give a later day" });
};
