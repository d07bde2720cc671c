/** The mission night compared with dlt: same machine, same source, in alternation. */
import { join } from "node:path";
import { missionDate } from "../../cli/demo/profiles.ts";
import { failure } from "../../model/validation/failure.ts";
import { formatCount } from "../../cli/output/format.ts";
import { isAccountedFor } from "../../cli/output/report.ts";
import { night } from "../../model/windows.ts";
import { dltPython, runDlt, type DltRun } from "../dlt/run.ts";
import { comparison, type Comparison } from "../measure/comparison.ts";
import { dropTables, runNight, type Night } from "../measure/night.ts";
import { medians, peaks, rounded } from "../measure/statistics.ts";
import { figureTable, type Outcome, type Scenario } from "../scenario.ts";
import { type Workbench } from "../workbench.ts";
import { dltFigures, dltTables, missionGroup, requireRows } from "./dlt.ts";

/** @throws ProblemsError BENCH_NOT_FIRST, BENCH_NOT_ACCOUNTED_FOR: the figures would not be comparable */
const requireFirstPublication = ({ report }: Night): void => {
  const place = `run ${report.runId}`;
  const again = report.datasets.filter(({ inserted, loaded }) => inserted !== loaded).map(({ datasetId }) => datasetId);
  if (again.length > 0) {
    throw failure("BENCH_NOT_FIRST", place, `${again.join(", ")} had rows before`, "see why its table was not dropped");
  }
  const open = report.datasets.filter((row) => !isAccountedFor(row)).map(({ datasetId }) => datasetId);
  if (open.length > 0) {
    throw failure("BENCH_NOT_ACCOUNTED_FOR", place, open.join(", "), "see the run's report");
  }
};

const sourceRows = ({ report }: Night): Readonly<Record<string, number>> =>
  Object.fromEntries(
    report.datasets.map(({ datasetId, source }) => [datasetId.split(".")[1] ?? datasetId, source ?? 0]),
  );

const render = (nights: readonly Night[], dlt: readonly DltRun[], ratios: Comparison): string => {
  const ours = medians(nights.map(({ seconds }) => seconds));
  const theirs = medians(dlt.map(({ seconds }) => seconds));
  const memory = peaks(nights.map((one) => one.memory.largestMiB));
  return [
    figureTable("seconds, median", { lakehouse: ours }, 1),
    figureTable("seconds, median", { dlt: theirs }, 1),
    figureTable("job's phase, summed over parallel datasets", { s: medians(nights.map((n) => n.jobSeconds)) }, 1),
    figureTable(
      "CPU seconds by process",
      {
        "until published": medians(nights.map(({ cpuSeconds }) => cpuSeconds.published)),
        night: medians(nights.map(({ cpuSeconds }) => cpuSeconds.night)),
        dlt: medians(dlt.map(({ cpuSeconds }) => cpuSeconds)),
      },
      1,
    ),
    figureTable(
      "peak of the largest process",
      { MiB: { ...memory, ...peaks(dlt.map((d) => d.memory.largestMiB)) } },
      0,
    ),
    `until published / dlt: ${ratios.publishedRatio.toFixed(2)}; whole night / dlt: ${ratios.nightRatio.toFixed(2)}`,
    `${formatCount(ratios.rows)} rows, ${formatCount(ratios.rowsPerSecond.lakehouse)} rows/s with proof and models; dlt ${formatCount(ratios.rowsPerSecond.dlt)}`,
  ].join("\n\n");
};

const run = async (bench: Workbench): Promise<Outcome> => {
  const { context, options } = bench;
  const python = await dltPython(context);
  const lake = await bench.warmLake();
  const { window } = night(missionDate, "UTC");
  const tables = dltTables(await lake.bundle());
  const source = await bench.missionSource();
  const [nights, dlt]: [Night[], DltRun[]] = [[], []];
  for (let time = 0; time < options.repeat; time += 1) {
    await context.progress.step("Drop the mission's tables and models: a first publication is measured", () =>
      dropTables(lake, missionGroup),
    );
    const ours = await runNight(lake, missionGroup, window, context);
    requireFirstPublication(ours);
    const theirs = await runDlt(python, { source, tables, window, folder: join(bench.folder, "dlt") }, context);
    requireRows(theirs, sourceRows(ours));
    nights.push(ours);
    dlt.push(theirs);
  }
  bench.dltRuns = dlt;
  const ratios = comparison(nights, dlt);
  return {
    figures: {
      ...ratios,
      models: nights[0]?.report.curation?.filter(({ state }) => state === "PUBLISHED").length ?? 0,
      lakehouse: {
        seconds: nights.map(({ seconds }) => rounded(seconds, 2)),
        jobSeconds: nights.map(({ jobSeconds }) => rounded(jobSeconds, 2)),
        cpuSeconds: {
          published: rounded(medians(nights.map(({ cpuSeconds }) => cpuSeconds.published)), 1),
          night: rounded(medians(nights.map(({ cpuSeconds }) => cpuSeconds.night)), 1),
        },
        peakMemoryMiB: peaks(nights.map(({ memory }) => memory.allMiB)),
        peakOfLargestProcessMiB: peaks(nights.map(({ memory }) => memory.largestMiB)),
      },
      dlt: dltFigures(dlt),
    },
    text: render(nights, dlt, ratios),
  };
};

export const nightScenario: Scenario = {
  name: "night",
  title: "the mission night and its models, published for the first time, and dlt loading the same tables, alternating",
  isDefault: true,
  run,
};
