/** How often a cron expression fires, as `value` and `unit` of ODCS's `frequency`. Pure. */
import { Temporal } from "temporal-polyfill";
import type { Cron } from "./cron.ts";

/**
 * ODCS defines d for days and y for years and says "etc."; h, w and m follow ISO 8601's durations:
 * https://bitol-io.github.io/open-data-contract-standard/latest/service-level-agreement/
 */
export type FrequencyUnit = "h" | "d" | "w" | "m";

/** The longest time between two due times: in months or weeks if they are equally far apart in these, else exactly. */
export interface Frequency {
  readonly value: number;
  readonly unit: FrequencyUnit;
  /** The same in hours of the clock: a day has 24, also when clocks change. */
  readonly hours: number;
}

/** Leap years, and a month of every kind on every weekday. */
const from = Temporal.PlainDate.from("2024-01-01");
const until = Temporal.PlainDate.from("2033-01-01");

const datesOf = (cron: Cron): readonly Temporal.PlainDate[] => {
  const dates: Temporal.PlainDate[] = [];
  let date = cron.dateAfter(from);
  while (date && Temporal.PlainDate.compare(date, until) < 0) {
    dates.push(date);
    date = cron.dateAfter(date);
  }
  return dates;
};

const between = <Item>(items: readonly Item[], distance: (one: Item, next: Item) => number): readonly number[] =>
  items.slice(1).map((next, index) => distance(items[index] ?? next, next));

const onlyOf = (numbers: readonly number[]): number | undefined =>
  numbers.every((number) => number === numbers[0]) ? numbers[0] : undefined;

const monthOf = ({ year, month }: Temporal.PlainDate): number => year * 12 + month;
const hoursOf = ({ hour }: Temporal.PlainTime): number => hour;

const longestHours = ({ times }: Cron, longestDays: number): number => {
  const hours = times.map(hoursOf);
  const overNight = longestDays * 24 - (hours.at(-1) ?? 0) + (hours[0] ?? 0);
  return Math.max(overNight, ...between(hours, (one, next) => next - one));
};

const unitsOf = (dates: readonly Temporal.PlainDate[], days: readonly number[]): Omit<Frequency, "hours"> => {
  const months = onlyOf(between(dates, (one, next) => monthOf(next) - monthOf(one)));
  if (months !== undefined && months > 0) return { value: months, unit: "m" };
  const longest = Math.max(...days);
  return onlyOf(days) !== undefined && longest % 7 === 0
    ? { value: longest / 7, unit: "w" }
    : { value: longest, unit: "d" };
};

const measured = (cron: Cron): Frequency | undefined => {
  const dates = datesOf(cron);
  const days = between(dates, (one, next) => one.until(next, { largestUnit: "days" }).days);
  if (!cron.everyYear || days.length === 0) return undefined;
  const hours = longestHours(cron, Math.max(...days));
  return cron.times.length > 1 ? { value: hours, unit: "h", hours } : { ...unitsOf(dates, days), hours };
};

const known = new WeakMap<Cron, { readonly frequency: Frequency | undefined }>();

/**
 * How often `cron` fires.
 *
 * @returns `undefined` if it never fires, or not in every year
 */
export const frequencyOf = (cron: Cron): Frequency | undefined => {
  const found = known.get(cron) ?? { frequency: measured(cron) };
  known.set(cron, found);
  return found.frequency;
};

/** `1 d` */
export const writtenFrequency = ({ value, unit }: Pick<Frequency, "value" | "unit">): string => `${value} ${unit}`;
