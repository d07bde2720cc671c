import type { Bundle } from "../../model/dataset.ts";
import type { Window } from "../../model/run.ts";
import { night, parseDate, previousNight, windowOfDays } from "../../model/windows.ts";
import { UsageError } from "../answer.ts";

export interface WindowChoice {
  readonly date?: string;
  readonly since?: string;
  readonly until?: string;
}

const schedule = (bundle: Bundle, group: string): Bundle["schedules"][number] => {
  const found = bundle.schedules.find((candidate) => candidate.group === group);
  if (found !== undefined) return found;
  throw new UsageError({
    code: "GROUP_UNKNOWN",
    place: "<group>",
    message: `"${group}" is no group; groups are ${bundle.schedules.map((known) => known.group).join(", ")}`,
    fix: "name one of them",
  });
};

const day = (text: string, option: string): string => {
  const parsed = parseDate(text, option);
  if ("problem" in parsed) throw new UsageError(parsed.problem);
  return parsed.date;
};

/**
 * The window that a person means: a day, or the days from `since` up to, not including, `until`, or the last night that
 * is over at `now` (ISO 8601). Days are those of the group's time zone. Pure.
 *
 * @throws UsageError
 */
export const chooseWindow = (bundle: Bundle, group: string, choice: WindowChoice, now: string): Window => {
  const { timeZone } = schedule(bundle, group);
  const { date, since, until } = choice;
  if (date !== undefined && (since !== undefined || until !== undefined)) {
    const message = "--date was given together with --since or --until; one night or a range of days is allowed";
    throw new UsageError({ code: "WINDOW_AMBIGUOUS", place: "--date", message, fix: "leave one of them out" });
  }
  if (date !== undefined) return night(day(date, "--date"), timeZone).window;
  if (since === undefined && until === undefined) return previousNight(now, timeZone).window;
  if (since === undefined || until === undefined) {
    const missing = since === undefined ? "--since" : "--until";
    const message = `${missing} is missing; a range has a first day and the day after its last`;
    throw new UsageError({ code: "WINDOW_INCOMPLETE", place: missing, message, fix: `add ${missing} YYYY-MM-DD` });
  }
  const [first, end] = [day(since, "--since"), day(until, "--until")];
  if (first < end) return windowOfDays(first, end, timeZone);
  const message = `${end} is not after ${first}; the range ends before the day of --until`;
  throw new UsageError({ code: "WINDOW_EMPTY", place: "--until", message, fix: "give a later day" });
};
