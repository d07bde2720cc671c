import { median, rounded } from "./statistics.ts";

/** As a night and a dlt run are measured; of the steps, those that it came to. */
interface Timed {
  readonly seconds: Readonly<Record<string, number>>;
}

export interface Comparison {
  readonly rows: number;
  /** Seconds from the plan until every table is published, before models are built: what dlt does as well. */
  readonly publishedSeconds: number;
  readonly nightSeconds: number;
  readonly dltSeconds: number;
  /** Ours by dlt's; below 1 we are faster. */
  readonly publishedRatio: number;
  readonly nightRatio: number;
  readonly rowsPerSecond: { readonly lakehouse: number; readonly dlt: number };
}

const publishedSteps = ["plan", "extract", "plan and extract", "reconcile", "process"];

/** From the plan to the last table's publication. */
export const publishedSeconds = ({ seconds }: Timed): number =>
  publishedSteps.reduce((sum, step) => sum + (seconds[step] ?? 0), 0);

const totalOf = ({ seconds }: Timed): number => seconds["total"] ?? Number.NaN;

/** Medians of both and what they are to each other. Pure. */
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
