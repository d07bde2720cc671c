import { writeNearest } from "../../model/validation/suggestion.ts";
import type { Bundle } from "../../model/documents/contract-bundle.ts";
import type { Window } from "../../model/documents/values.ts";
import { night, parseDate, previousNight, windowOfDays } from "../../model/windows.ts";
import { UsageError } from "../answer.ts";

export interface WindowChoice {
  readonly date?: string;
  readonly since?: string;
  readonly until?: string;
  /** Also allows a window that isn't over. */
  readonly partial?: boolean;
}

/** @throws UsageError GROUP_UNKNOWN */
export const knownGroup = (bundle: Bundle, group: string): Bundle["schedules"][number] => {
  const found = bundle.schedules.find((candidate) => candidate.group === group);
  if (found !== undefined) return found;
  const known = bundle.schedules.map((schedule) => schedule.group);
  throw new UsageError({
    code: "GROUP_UNKNOWN",
    place: "<group>",
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
const refuseOpen = (window: Window, { date, partial }: WindowChoice, now: string): Window => {
  if (partial === true || Date.parse(window.until) <= Date.parse(now)) return window;
  const state = Date.parse(window.since) > Date.parse(now) ? "is in the future" : "isn't over";
  throw new UsageError({
    code: "NIGHT_NOT_OVER",
    place: date === undefined ? "--until" : "--date",
    message: `the window ${window.since} to ${window.until} ${state}; it is ${now}`,
    fix: "run it when it is over, or add --partial to read the rows so far: such a run never counts as the latest",
  });
};

/**
 * The requested window: a day, or the days from `since` up to, not including, `until`, or the last night that is over
 * at `now` (ISO 8601). Days are in the group's time zone. Pure.
 *
 * @throws UsageError
 */
export const chooseWindow = (bundle: Bundle, group: string, choice: WindowChoice, now: string): Window => {
  const { timeZone } = knownGroup(bundle, group);
  const { date, since, until } = choice;
  if (date !== undefined && (since !== undefined || until !== undefined)) {
    const message = "--date was given together with --since or --until; pass either one night or a range of days";
    throw new UsageError({ code: "WINDOW_AMBIGUOUS", place: "--date", message, fix: "leave one of them out" });
  }
  if (date !== undefined) return refuseOpen(night(day(date, "--date"), timeZone).window, choice, now);
  if (since === undefined && until === undefined) return previousNight(now, timeZone).window;
  if (since === undefined || until === undefined) {
    const missing = since === undefined ? "--since" : "--until";
    const message = `${missing} is missing; a range has a first day and the day after its last`;
    throw new UsageError({ code: "WINDOW_INCOMPLETE", place: missing, message, fix: `add ${missing} YYYY-MM-DD` });
  }
  const [first, end] = [day(since, "--since"), day(until, "--until")];
  if (first < end) return refuseOpen(windowOfDays(first, end, timeZone), choice, now);
  const message = `${end} is not after ${first}; the range ends before the day of --until`;
  throw new UsageError({ code: "WINDOW_EMPTY", place: "--until", message, fix: "give a later day" });
};
