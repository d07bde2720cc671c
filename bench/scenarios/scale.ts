/**
 * Nights of the scale contracts: a million rows of which some hundred change, one table ten times as large, many small
 * ones.
 */
import { failure } from "../../model/validation/failure.ts";
import type { Lake } from "../../cli/aws/lake.ts";
import { night } from "../../model/windows.ts";
import { firstReading } from "../../sandbox/source/scale.ts";
import { missionDate } from "../../cli/demo/profiles.ts";
import { runNight, type Night } from "../measure/night.ts";
import { repeatedFigures, repeatedText } from "../measure/repeated.ts";
import { peaks, rounded } from "../measure/statistics.ts";
import { metersGroup, smallGroup, transactionsGroup } from "../scale/contracts.ts";
import { figureTable, type Outcome, type Scenario } from "../scenario.ts";
import type { Workbench } from "../workbench.ts";

const none = { datasets: 0, groups: 1 };
const factor = 10;
const memoryNights = 5;

const dayAfter = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);

const windowOf = (date: string, days = 0) => night(dayAfter(date, days), "UTC").window;

const runMerge = async (bench: Workbench): Promise<Outcome> => {
  const { context, options } = bench;
  const { lake } = await bench.scaleLake(options.rows, none);
  context.progress.note("Before: every meter's first version");
  const first = await runNight(lake, metersGroup, windowOf(firstReading), context);
  const nights: Night[] = [];
  for (let day = 1; day <= options.repeat; day += 1) {
    const changed = await runNight(lake, metersGroup, windowOf(firstReading, day), context);
    const [row] = changed.report.datasets;
    if (row?.updated !== row?.source || row?.inserted !== 0) {
      const found = `${row?.updated.toString() ?? "no"} updated and ${row?.inserted.toString() ?? "no"} inserted rows`;
      throw failure("BENCH_NOT_MEANT", `run ${changed.report.runId}`, found, "every row of the window is an update");
    }
    nights.push(changed);
  }
  const updates = nights[0]?.rows ?? 0;
  return {
    figures: {
      tableRows: first.rows,
      updates,
      firstSeconds: rounded(first.seconds, 2),
      ...repeatedFigures(nights),
    },
    text: repeatedText(`${updates} updates of ${first.rows} rows`, nights),
  };
};

/** One dataset of the mission's transactions, in nights of the given sizes, in an empty sandbox. */
const atSizes = async (bench: Workbench, sizes: readonly number[]) => {
  await bench.reset();
  const nights: Night[] = [];
  const warm = await bench.scaleLake(sizes[0] ?? bench.options.rows, none);
  const { since } = windowOf(missionDate, -1);
  const hour = { since, until: new Date(Date.parse(since) + 3_600_000).toISOString() };
  bench.context.progress.note("Warm-up, not measured: an hour of the day before");
  await runNight(warm.lake, transactionsGroup, hour, bench.context);
  for (const [index, rows] of sizes.entries()) {
    await bench.start(rows);
    nights.push(await runNight(warm.lake, transactionsGroup, windowOf(missionDate, index), bench.context));
  }
  return nights;
};

const sizeTable = (nights: readonly Night[]): string =>
  [
    figureTable("seconds", Object.fromEntries(nights.map(({ rows, seconds }) => [rows.toString(), seconds])), 1),
    figureTable(
      "peak of the largest process, MiB",
      Object.fromEntries(nights.map(({ rows, memory }) => [rows.toString(), memory.largestMiB])),
      0,
    ),
  ].join("\n\n");

const sizeFigures = (nights: readonly Night[]) =>
  nights.map(({ rows, seconds, jobSeconds, memory }) => ({
    rows,
    seconds: rounded(seconds, 2),
    jobSeconds: rounded(jobSeconds, 2),
    peakMemoryMiB: memory.allMiB,
    peakOfLargestProcessMiB: memory.largestMiB,
  }));

const runLarge = async (bench: Workbench): Promise<Outcome> => {
  const small = Math.min(bench.options.rows, 1_000_000);
  const nights = await atSizes(bench, [small, factor * small]);
  const [one, ten] = nights.map(({ seconds }) => seconds["total"] ?? Number.NaN);
  const ratio = (ten ?? Number.NaN) / (one ?? Number.NaN);
  return {
    figures: { ratio: Number(ratio.toFixed(2)), nights: sizeFigures(nights) },
    text: `${sizeTable(nights)}\n\n${factor} times the rows take ${ratio.toFixed(1)} times as long`,
  };
};

const runMemory = async (bench: Workbench): Promise<Outcome> => {
  const small = Math.min(bench.options.rows, 1_000_000);
  // Nights of one size: a night's own usage is the same in each, the buckets' contents are not.
  const nights = await atSizes(
    bench,
    Array.from({ length: memoryNights }, () => small),
  );
  const rows = nights.map((_, index) => nights.slice(0, index + 1).reduce((sum, one) => sum + one.rows, 0));
  const emulator = nights.map(({ memory }) => memory.allMiB["emulator"] ?? Number.NaN);
  const byRows = Object.fromEntries(rows.map((count, index) => [count.toString(), emulator[index] ?? Number.NaN]));
  return {
    figures: { emulatorPeakMiBByRawRows: byRows },
    text: figureTable("rows in raw", { "emulator's peak, MiB": byRows }, 0),
  };
};

const requireAllDatasets = (nights: readonly Night[], expected: number): void => {
  const published = nights.flatMap(({ report }) => report.datasets.filter(({ loaded }) => loaded > 0)).length;
  if (published === expected) return;
  const message = `expected ${expected} loaded datasets, got ${published}`;
  throw failure("BENCH_NOT_MEANT", "small", message, "see the runs' reports");
};

const smallNights = async (bench: Workbench, lake: Lake): Promise<{ nights: readonly Night[]; wall: number }> => {
  const { context, options } = bench;
  const nights: Night[] = [];
  const started = performance.now();
  for (let index = 0; index < options.small.groups; index += 1) {
    nights.push(await runNight(lake, smallGroup(index), windowOf(missionDate), context));
  }
  return { nights, wall: (performance.now() - started) / 1000 };
};

const runSmall = async (bench: Workbench): Promise<Outcome> => {
  const { datasets, groups } = bench.options.small;
  const { lake, deploySeconds } = await bench.scaleLake(bench.options.rows, bench.options.small);
  const { nights, wall } = await smallNights(bench, lake);
  requireAllDatasets(nights, datasets);
  const totals = nights.map(({ seconds }) => seconds["total"] ?? Number.NaN);
  const figures = {
    datasets,
    groups,
    rows: nights.reduce((sum, { rows }) => sum + rows, 0),
    seconds: Number(wall.toFixed(2)),
    groupSeconds: totals.map((taken) => Number(taken.toFixed(2))),
    deploySeconds: Number(deploySeconds.toFixed(2)),
    peakMemoryMiB: peaks(nights.map(({ memory }) => memory.allMiB)),
  };
  const summary = { "plan to report": wall, "deploy before": deploySeconds };
  const title = `${datasets} datasets of 100 rows in ${groups} groups`;
  return { figures, text: figureTable(title, { seconds: summary }, 1) };
};

export const mergeScenario: Scenario = {
  name: "merge",
  title: "400 updates, merged into a table of --rows rows by its night",
  isDefault: false,
  run: runMerge,
};

export const smallScenario: Scenario = {
  name: "small",
  title: "--datasets tables of 100 rows in --groups groups, one group after the other, plan to report",
  isDefault: false,
  run: runSmall,
};

export const largeScenario: Scenario = {
  name: "large",
  title: "one dataset of 1 and of 10 million rows, with the peak of each kind of process",
  isDefault: false,
  run: runLarge,
};

export const memoryScenario: Scenario = {
  name: "memory",
  title: "the emulator's peak in each of five nights of a million rows, as raw fills",
  isDefault: false,
  run: runMemory,
};
