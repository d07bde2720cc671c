/** Figures and text of one night that was run several times. Pure. */
import { figureTable } from "../scenario.ts";
import type { Night } from "./night.ts";
import { medians, peaks, rounded } from "./statistics.ts";

type Measured = Pick<Night, "seconds" | "jobSeconds" | "memory">;

export const repeatedFigures = (nights: readonly Measured[]): Readonly<Record<string, unknown>> => ({
  medianSeconds: rounded(medians(nights.map(({ seconds }) => seconds)), 2),
  seconds: nights.map(({ seconds }) => rounded(seconds, 2)),
  jobSeconds: nights.map(({ jobSeconds }) => rounded(jobSeconds, 2)),
  peakMemoryMiB: peaks(nights.map(({ memory }) => memory.allMiB)),
  peakOfLargestProcessMiB: peaks(nights.map(({ memory }) => memory.largestMiB)),
});

export const repeatedText = (title: string, nights: readonly Measured[]): string => {
  const times = nights.map(({ seconds }) => (seconds["total"] ?? Number.NaN).toFixed(1)).join(", ");
  return [
    figureTable(title, { seconds: medians(nights.map(({ seconds }) => seconds)) }, 1),
    `each: ${times} s`,
    figureTable("phase of the job", { seconds: medians(nights.map(({ jobSeconds }) => jobSeconds)) }, 1),
  ].join("\n\n");
};
