/** Nights: which interval of source time a run reads. Pure; "now" is always an argument. */
import { Temporal } from "temporal-polyfill";
import type { Problem } from "./validation/problem.ts";
import type { Window } from "./documents/values.ts";

/**
 * What a run reads, by its days in a group's time zone, and the instants that delimit it: a day has 23 or 25 hours when
 * clocks change.
 */
export interface Night {
  /** The last of its days, `YYYY-MM-DD`. */
  readonly date: string;
  /** The first of its days; absent if there is only one. */
  readonly firstDate?: string;
  readonly window: Window;
}

/** `2026-01-05` or `2025-12-29 to 2026-01-04` */
export const daysOf = ({ date, firstDate }: Pick<Night, "date" | "firstDate">): string =>
  firstDate === undefined ? date : `${firstDate} to ${date}`;

const startOfDay = (date: Temporal.PlainDate, timeZone: string): string =>
  new Date(date.toZonedDateTime(timeZone).epochMilliseconds).toISOString();

/** Window of the days from `firstDate` up to, but excluding, `endDate` (both `YYYY-MM-DD`) in `timeZone`. */
export const windowOfDays = (firstDate: string, endDate: string, timeZone: string): Window => {
  const first = Temporal.PlainDate.from(firstDate);
  const end = Temporal.PlainDate.from(endDate);
  if (Temporal.PlainDate.compare(first, end) >= 0) {
    throw new RangeError(`the window's end ${endDate} is not after its first day ${firstDate}`);
  }
  const window = { since: startOfDay(first, timeZone), until: startOfDay(end, timeZone) };
  if (window.since === window.until) throw new RangeError(`${timeZone} skipped ${firstDate}: it has no such day`);
  return window;
};

/** The night of `date`: from its midnight to the next in `timeZone`. */
export const night = (date: string, timeZone: string): Night => {
  const next = Temporal.PlainDate.from(date).add({ days: 1 }).toString();
  return { date, window: windowOfDays(date, next, timeZone) };
};

/** The last night that is over at `instant` (ISO 8601 with offset): what a run due then must read. */
export const previousNight = (instant: string, timeZone: string): Night => {
  const today = Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toPlainDate();
  return night(today.subtract({ days: 1 }).toString(), timeZone);
};

/** Day of an instant (ISO 8601) in the time zone, `YYYY-MM-DD`. */
export const dateIn = (instant: string, timeZone: string): string =>
  Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toPlainDate().toString();

/** Whether `name` is an IANA time zone in IANA's spelling; offsets and abbreviations don't handle clock changes. */
export const isTimeZone = (name: string): boolean => {
  if (name !== "UTC" && !name.includes("/")) return false;
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId === name;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
};

/** A calendar date entered by a person, e.g. in an option; `place` says where. */
export const parseDate = (text: string, place: string): { readonly date: string } | { readonly problem: Problem } => {
  const problem = (found: string): { readonly problem: Problem } => ({
    problem: {
      code: "DATE_INVALID",
      place,
      message: `${JSON.stringify(text)} ${found}; a date is written YYYY-MM-DD`,
      fix: 'give a day such as "2013-06-30"',
    },
  });
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return problem("is not a date");
  try {
    return { date: Temporal.PlainDate.from(text, { overflow: "reject" }).toString() };
  } catch (error) {
    if (error instanceof RangeError) return problem("is not in the calendar");
    throw error;
  }
};
