/**
 * Forecast of a daily line: the seasonal naive method with a weekly season, and its prediction interval
 * (https://otexts.com/fpp3/simple-methods.html, https://otexts.com/fpp3/prediction-intervals.html). Pure.
 */
import type { Interval } from "./terms.ts";
import type { AskingVisual, Channel } from "./visual-schema.ts";
import type { Spec } from "./vega.ts";

const dayMs = 86_400_000;
const season = 7;
/** Two differences per weekday, so that the band isn't estimated from one week. */
export const fewestDays = 3 * season;

export const defaultInterval: Interval = 80;

/** Standard deviations on each side of the expected value. */
const deviations: Readonly<Record<Interval, number>> = { 80: 1.2816, 90: 1.6449, 95: 1.96 };

export interface DayValue {
  /** The day's first instant in UTC, in milliseconds since 1970. */
  readonly day: number;
  readonly value: number;
}

export interface ExpectedDay extends DayValue {
  readonly lower: number;
  readonly upper: number;
}

/** The consecutive days that end with the last one: a missing day leaves no weekday to compare with. */
const unbroken = (values: readonly DayValue[]): readonly DayValue[] => {
  const sorted = values.toSorted((a, b) => a.day - b.day);
  const first = sorted.findLastIndex(({ day }, index) => sorted[index - 1]?.day !== day - dayMs);
  return sorted.slice(Math.max(0, first));
};

export type Expected =
  | { readonly days: readonly ExpectedDay[] }
  /** Consecutive days up to the last one; a forecast needs `fewestDays`. */
  | { readonly tooFew: number };

/**
 * Expects each day to equal the same weekday of the last known week.
 *
 * @param periods days after the last one
 * @example expectedDays(lastMonth, 7, 80) // { days: [{ day: …, value: 120, lower: 101.3, upper: 138.7 }, …] }
 */
export const expectedDays = (values: readonly DayValue[], periods: number, interval: Interval): Expected => {
  const known = unbroken(values);
  if (known.length < fewestDays) return { tooFew: known.length };
  const differences = known.slice(season).map(({ value }, index) => value - (known[index]?.value ?? 0));
  const variance = differences.reduce((sum, difference) => sum + difference ** 2, 0) / differences.length;
  const lastWeek = known.slice(-season);
  const last = known.at(-1)?.day ?? 0;
  const days = Array.from({ length: periods }, (_, index) => {
    const value = lastWeek[index % season]?.value ?? 0;
    const reach = deviations[interval] * Math.sqrt(variance * (Math.floor(index / season) + 1));
    return { day: last + (index + 1) * dayMs, value, lower: value - reach, upper: value + reach };
  });
  return { days };
};

type Datum = Readonly<Record<string, string | number | null>>;
type FieldSpec = Channel & { readonly field: string };

const axesOf = (spec: Spec): { readonly x: FieldSpec; readonly y: FieldSpec } =>
  spec["encoding"] as { readonly x: FieldSpec; readonly y: FieldSpec };

/** @returns `undefined` if the visual requests no forecast */
export const forecastOf = (visual: AskingVisual, spec: Spec, data: readonly Datum[]): Expected | undefined => {
  if (visual.kind !== "line" || visual.forecast === undefined) return undefined;
  const { periods, interval = defaultInterval } = visual.forecast;
  const { x, y } = axesOf(spec);
  const values = data.flatMap((datum) => {
    const [day, value] = [datum[x.field], datum[y.field]];
    return typeof day === "number" && typeof value === "number" ? [{ day, value }] : [];
  });
  return expectedDays(values, periods, interval);
};

const continued = (spec: Spec, days: readonly ExpectedDay[]): Spec => {
  const { mark, encoding, ...rest } = spec;
  const { x, y } = axesOf(spec);
  const [lower, upper] = [`${y.field}_lower`, `${y.field}_upper`];
  const rows = days.map((one) => ({
    ...{ [x.field]: one.day, [y.field]: one.value, [lower]: one.lower, [upper]: one.upper },
  }));
  const data = { name: "forecast" };
  return {
    ...rest,
    datasets: { forecast: rows },
    encoding,
    layer: [
      { mark },
      {
        data,
        mark: { type: "area", opacity: 0.18 },
        encoding: { y: { ...y, field: lower }, y2: { field: upper } },
      },
      { data, mark: { type: "line", strokeDash: [5, 4], strokeWidth: 2 } },
    ],
  };
};

/** Adds the expected days as a dashed line with their band; leaves any other visual unchanged. */
export const withForecast = (visual: AskingVisual, spec: Spec, data: readonly Datum[]): Spec => {
  const expected = forecastOf(visual, spec, data);
  return expected !== undefined && "days" in expected ? continued(spec, expected.days) : spec;
};
