/** Nights of late updates: some hundred rows merged into a year of flights, and the same window once more. */
import { failure } from "../../model/validation/failure.ts";
import { profile } from "../../cli/demo/profiles.ts";
import type { Report } from "../../model/documents/report.ts";
import type { Window } from "../../model/documents/values.ts";
import { runNight, type Night } from "../measure/night.ts";
import { repeatedFigures, repeatedText } from "../measure/repeated.ts";
import type { Outcome, Scenario } from "../scenario.ts";
import type { Workbench } from "../workbench.ts";

const group = "flights";
const table = "flights.flights";

const windows = (nights: number): readonly Window[] => profile(group, nights).nights.map(({ window }) => window);

const rowOf = ({ datasets }: Report) => {
  const found = datasets.find(({ datasetId }) => datasetId === table);
  if (found === undefined) throw new Error(`the report has no ${table}`);
  return found;
};

/** @throws ProblemsError BENCH_NOT_MEANT if a night made other changes than it should */
const requireChanges = (report: Report, isMeant: boolean, meant: string): void => {
  if (isMeant) return;
  const { inserted, updated, deleted } = rowOf(report);
  const found = `${inserted} inserted, ${updated} updated, ${deleted} deleted of ${table}`;
  throw failure("BENCH_NOT_MEANT", `run ${report.runId}`, `expected ${meant}, got ${found}`, "see the run's report");
};

const outcome = (title: string, nights: readonly Night[]): Outcome => ({
  figures: { rows: nights[0] === undefined ? 0 : rowOf(nights[0].report).source, ...repeatedFigures(nights) },
  text: repeatedText(title, nights),
});

const runUpdates = async (bench: Workbench): Promise<Outcome> => {
  const lake = await bench.warmLake();
  const nights: Night[] = [];
  // Each day has its own changes: a second run of a day would change nothing
  for (const window of windows(bench.options.repeat + 1).slice(1)) {
    const night = await runNight(lake, group, window, bench.context);
    const { updated, inserted } = rowOf(night.report);
    requireChanges(night.report, updated > 0 && inserted === 0, "updates only");
    nights.push(night);
  }
  return outcome("a night of late updates", nights);
};

const runRerun = async (bench: Workbench): Promise<Outcome> => {
  const lake = await bench.warmLake();
  const window = windows(2).at(-1);
  if (window === undefined) throw new Error("the flights have no second night");
  if ((await lake.ledger.attempts(group, window)).length === 0) await runNight(lake, group, window, bench.context);
  const nights: Night[] = [];
  for (let time = 0; time < bench.options.repeat; time += 1) {
    const night = await runNight(lake, group, window, bench.context);
    const { inserted, updated, deleted } = rowOf(night.report);
    requireChanges(night.report, inserted + updated + deleted === 0, "no change");
    nights.push(night);
  }
  return outcome("the same window again", nights);
};

export const updatesScenario: Scenario = {
  name: "updates",
  title: "a night of some 400 late updates, merged into 336,776 flights, end to end",
  isDefault: true,
  run: runUpdates,
};

export const rerunScenario: Scenario = {
  name: "rerun",
  title: "the window of such a night again, which changes nothing, end to end",
  isDefault: true,
  run: runRerun,
};
