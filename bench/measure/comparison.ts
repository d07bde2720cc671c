import { median, rounded } from "./statistics.ts";

/** Timings common to a night and a dlt run; only the steps that ran. */
interface Timed {
  readonly seconds: Readonly<Record<string, number>>;
}

export interface Comparison {
  readonly rows: number;
  /** Seconds from the plan until every table is published, before models are built: the part that dlt does as well. */
  readonly publishedSeconds: number;
  readonly nightSeconds: number;
  readonly dltSeconds: number;
  /** Ours divided by dlt's; below 1 we are faster. */
  readonly publishedRatio: number;
  readonly nightRatio: number;
  readonly rowsPerSecond: { readonly lakehouse: number; readonly dlt: number };
}

const publishedSteps = ["plan", "extract", "plan and extract", "reconcile", "process"];

/** From the plan to the last table's publication. */
export const publishedSeconds = ({ seconds }: Timed): number =>
  publishedSteps.reduce((sum, step) => sum + (seconds[step] ?? 0), 0);

const totalOf = ({ seconds }: Timed): number => seconds["total"] ?? Number.NaN;

/** Medians of both, and their ratios. Pure. */
export const comparison = (
  nights: readonly (Timed & { readonly rows: number })[],
  dlt: readonly Timed[],
): Comparison => {
  const rows = nights[0]?.rows ?? 0;
  const published = median(nights.map(publishedSeconds));
  const whole = median(nights.map(totalOf));
  const theirs = median(dlt.map(totalOf));
  return {
    rows,
    ...(rounded(
      {
        publishedSeconds: published,
        nightSeconds: whole,
        dltSeconds: theirs,
        publishedRatio: published / theirs,
        nightRatio: whole / theirs,
      },
      2,
    ) as Omit<Comparison, "rows" | "rowsPerSecond">),
    rowsPerSecond: { lakehouse: Math.round(rows / whole), dlt: Math.round(rows / theirs) },
  };
};
