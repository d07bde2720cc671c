/** Summaries of repeated measurements. Pure. */

const ordered = (values: readonly number[]): readonly number[] => [...values].sort((one, other) => one - other);

/** The middle value, or the mean of the two middle values; NaN for an empty list. */
export const median = (values: readonly number[]): number => {
  const sorted = ordered(values);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
};

type Figures = Readonly<Record<string, number>>;

const keysOf = (all: readonly Figures[]): readonly string[] => [...new Set(all.flatMap((one) => Object.keys(one)))];

const combine = (all: readonly Figures[], how: (values: readonly number[]) => number): Figures =>
  Object.fromEntries(
    keysOf(all).map((key) => [key, how(all.map((one) => one[key]).filter((value) => value !== undefined))]),
  );

/** By key, the median of the runs that have it. */
export const medians = (all: readonly Figures[]): Figures => combine(all, median);

/** By key, the maximum of the runs that have it. */
export const peaks = (all: readonly Figures[]): Figures => combine(all, (values) => Math.max(...values));

/** Rounds to `digits` decimals, so that a results file contains no noise. */
export const rounded = (figures: Figures, digits: number): Figures =>
  Object.fromEntries(Object.entries(figures).map(([key, value]) => [key, Number(value.toFixed(digits))]));
