/** dlt by itself: loads the mission's tables from the same source, without the lakehouse. */
import { join } from "node:path";
import { failure } from "../../model/validation/failure.ts";
import { missionDate } from "../../cli/demo/profiles.ts";
import { contractsFolder } from "../../cli/folders.ts";
import { loadContracts } from "../../contracts/index.ts";
import type { Bundle } from "../../model/documents/contract-bundle.ts";
import type { Window } from "../../model/documents/values.ts";
import { night } from "../../model/windows.ts";
import { requestOf } from "../../sources/rest/request.ts";
import { dltPython, runDlt, wrongTables, type DltRun, type DltTable } from "../dlt/run.ts";
import { medians, peaks, rounded } from "../measure/statistics.ts";
import { figureTable, type Outcome, type Scenario } from "../scenario.ts";
import type { BenchSource } from "../source.ts";
import { type Workbench } from "../workbench.ts";

export const missionGroup = "mission";

export const dltTables = ({ datasets }: Bundle): readonly DltTable[] =>
  datasets
    .filter((dataset) => dataset.group === missionGroup)
    .map((dataset) => ({
      name: dataset.name,
      path: requestOf(dataset).path,
      windowed: dataset.extraction.windowColumn !== undefined,
    }));

/** @throws ProblemsError BENCH_DLT_INCOMPLETE */
export const requireRows = ({ rows }: DltRun, expected: Readonly<Record<string, number>>): void => {
  const wrong = wrongTables(rows, expected);
  if (wrong.length === 0) return;
  throw failure(
    "BENCH_DLT_INCOMPLETE",
    "dlt",
    wrong.join("; "),
    "check what bench/dlt/pipeline.py requests from the source",
  );
};

/** The source's row count of each table. */
const totals = async (source: BenchSource, tables: readonly DltTable[], window: Window) => {
  const entries = tables.map(async ({ name, path, windowed }) => {
    const bounds = windowed ? `&updated_since=${window.since}&updated_until=${window.until}` : "";
    const answer = await fetch(`${source.baseUrl}${path}?limit=1${bounds}`, {
      headers: { authorization: `Bearer ${source.token}` },
    });
    const { total } = (await answer.json()) as { readonly total: number };
    return [name, total] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
};

export const dltFigures = (runs: readonly DltRun[]) => ({
  version: runs[0]?.version ?? "",
  seconds: runs.map(({ seconds }) => rounded(seconds, 2)),
  cpuSeconds: rounded(medians(runs.map(({ cpuSeconds }) => cpuSeconds)), 1),
  peakMemoryMiB: peaks(runs.map(({ memory }) => memory.allMiB)),
  peakOfLargestProcessMiB: peaks(runs.map(({ memory }) => memory.largestMiB)),
});

const measure = async (bench: Workbench): Promise<readonly DltRun[]> => {
  const { context, options } = bench;
  const python = await dltPython(context);
  await bench.start();
  const source = await bench.missionSource();
  const { window } = night(missionDate, "UTC");
  const tables = dltTables(loadContracts(contractsFolder).bundle);
  const expected = await totals(source, tables, window);
  const runs: DltRun[] = [];
  for (let time = 0; time < options.repeat; time += 1) {
    const run = await runDlt(python, { source, tables, window, folder: join(bench.folder, "dlt") }, context);
    requireRows(run, expected);
    runs.push(run);
  }
  return runs;
};

const run = async (bench: Workbench): Promise<Outcome> => {
  // The night scenario measures dlt as well, in turns
  const runs = bench.dltRuns.length > 0 ? bench.dltRuns : await measure(bench);
  const medianSeconds = medians(runs.map(({ seconds }) => seconds));
  return {
    figures: { medianSeconds: rounded(medianSeconds, 2), ...dltFigures(runs) },
    text: figureTable("seconds, median", { dlt: medianSeconds }, 1),
  };
};

export const dltScenario: Scenario = {
  name: "dlt",
  title: "dlt alone; after night, the runs that alternated with it",
  isDefault: false,
  run,
};
