/** A night of one dataset, for each form of paging: pages side by side, and pages that each tell of the next one. */
import { missionDate } from "../../cli/demo/profiles.ts";
import { failure } from "../../model/validation/failure.ts";
import { night } from "../../model/windows.ts";
import { runNight, type Night } from "../measure/night.ts";
import { rounded } from "../measure/statistics.ts";
import { pagedGroup, pagedNames } from "../scale/paged.ts";
import { figureTable, type Outcome, type Scenario } from "../scenario.ts";
import type { Workbench } from "../workbench.ts";

const none = { datasets: 0, groups: 1 };

const requireRows = ({ report, rows }: Night, expected: number): void => {
  if (rows === expected) return;
  const message = `expected ${expected} rows, got ${rows}`;
  throw failure("BENCH_NOT_MEANT", `run ${report.runId}`, message, "see the run's report");
};

const run = async (bench: Workbench): Promise<Outcome> => {
  const { context, options } = bench;
  const { lake } = await bench.scaleLake(options.rows, none);
  const { window } = night(missionDate, "UTC");
  const nights: (readonly [string, Night])[] = [];
  for (const paged of pagedNames) {
    const done = await runNight(lake, pagedGroup(paged), window, context);
    requireRows(done, options.rows);
    nights.push([paged, done]);
  }
  const extract = nights.map(([paged, { seconds }]) => [paged, seconds["extract"] ?? Number.NaN] as const);
  const rates = Object.fromEntries(extract.map(([paged, taken]) => [paged, Math.round(options.rows / taken)]));
  const figures = {
    rows: options.rows,
    extractRowsPerSecond: rates,
    seconds: Object.fromEntries(nights.map(([paged, { seconds }]) => [paged, rounded(seconds, 2)])),
  };
  const text = [
    figureTable("seconds", Object.fromEntries(nights.map(([paged, { seconds }]) => [paged, seconds])), 1),
    figureTable("rows/s", { extract: rates }, 0),
  ];
  return { figures, text: text.join("\n\n") };
};

export const pagingScenario: Scenario = {
  name: "paging",
  title: "one dataset of --rows rows, paged by offset, by key, and by cursor",
  isDefault: false,
  run,
};
