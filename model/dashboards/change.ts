/** The change of a figure, in words. Pure. */

export interface Change {
  /** E.g. `+3.2%`. */
  readonly percent: string;
  readonly arrow: "▲" | "▼" | "■";
  /** `undefined` if neither direction is better. */
  readonly isBetter: boolean | undefined;
}

/** @returns `undefined` if there is no basis for comparison: a change from 0 has no percentage */
export const changeOf = (now: number, before: number, better: "higher" | "lower" | undefined): Change | undefined => {
  if (before === 0 && now !== 0) return undefined;
  const change = before === 0 ? 0 : (now - before) / Math.abs(before);
  return {
    percent: `${change > 0 ? "+" : change < 0 ? "−" : "±"}${(Math.abs(change) * 100).toFixed(1)}%`,
    arrow: change > 0 ? "▲" : change < 0 ? "▼" : "■",
    isBetter: better === undefined || change === 0 ? undefined : change > 0 === (better === "higher"),
  };
};
