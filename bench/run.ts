/** `npm run bench [-- scenario…]`: measures in its own sandbox and stores the figures in `bench/results.json`. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { format, resolveConfig } from "prettier";
import { defaultMissionRows } from "../cli/demo/profiles.ts";
import { repositoryRoot } from "../cli/folders.ts";
import { describeError, renderFailure } from "../cli/output/errors.ts";
import { createProgress } from "../cli/output/progress.ts";
import { thisMachine } from "./measure/machine.ts";
import { chooseScenarios, defaults, readOptions, type GivenOptions } from "./options.ts";
import { withSpeedTable } from "./readme.ts";
import { readResults, resultName, withResults, writeResults, type Results, type ScenarioResult } from "./results.ts";
import type { Scenario } from "./scenario.ts";
import { scenarios } from "./scenarios/index.ts";
import { Workbench } from "./workbench.ts";

interface RunOptions extends GivenOptions {
  readonly json?: boolean;
  readonly keep?: boolean;
  readonly writeReadme?: boolean;
}

const scenarioHelp = scenarios
  .map(({ name, title, isDefault }) => `  ${name.padEnd(12)} ${title}${isDefault ? "" : " (only when named)"}`)
  .join("\n");

const command = new Command("npm run bench --")
  .description(
    "Measures nights side by side with dlt, deployments and sql plan, in its own sandbox, which is created before and removed afterwards. Figures go to bench/results.json; scenarios that don't run keep theirs.",
  )
  .argument("[scenario...]", "what to measure")
  .option("--rows <n>", "rows of the big tables", defaults.rows)
  .option("--repeat <n>", "repetitions of each measurement; medians are shown", defaults.repeat)
  .option("--datasets <n>", "datasets of the scenario small", defaults.datasets)
  .option("--groups <n>", "groups of the scenario small", defaults.groups)
  .option("--source <url>", "another source of the mission's tables with the same API")
  .option("--token-env <name>", "environment variable that holds that source's token")
  .option("--json", "print the figures as one JSON document")
  .option("--keep", "leave the sandbox running, in .sandbox/bench")
  .option("--write-readme", "measure nothing: update README.md from bench/results.json")
  .addHelpText(
    "after",
    `\nScenarios:\n${scenarioHelp}\n\nExamples:\n  npm run bench\n  npm run bench -- night --repeat 3\n  npm run bench -- small --datasets 200 --groups 4`,
  );

const interruption = (): AbortSignal => {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      controller.abort();
    });
  }
  return controller.signal;
};

const tell = (error: unknown): void => {
  const failed = describeError(error);
  process.stderr.write(`${renderFailure(failed)}\n`);
  process.exitCode = failed.exitCode;
};

const names = scenarios.map(({ name }) => name);

const measureOne = async (bench: Workbench, { name, title, run }: Scenario, options: RunOptions) => {
  const { rows, repeat } = bench.options;
  bench.context.progress.note(`\n${name}: ${title}`);
  const { figures, text } = await run(bench);
  const result: ScenarioResult = {
    measuredAt: new Date().toISOString(),
    machine: thisMachine(),
    figures: { inputs: { rows, repeat }, ...figures },
  };
  const measured = { [resultName(name, rows, defaultMissionRows)]: result };
  // Stored at once: a later scenario's failure loses nothing
  writeResults(withResults(readResults(), measured, names));
  if (options.json !== true) process.stdout.write(`\n${name}: ${title}\n\n${text}\n\n`);
  return measured;
};

/** Measures the scenarios one after the other. A failure is reported, and the others still run. */
const measure = async (bench: Workbench, chosen: readonly Scenario[], options: RunOptions): Promise<Results> => {
  let measured: Readonly<Record<string, ScenarioResult>> = {};
  await bench.reset();
  try {
    for (const scenario of chosen) {
      try {
        measured = { ...measured, ...(await measureOne(bench, scenario, options)) };
      } catch (error) {
        bench.context.signal.throwIfAborted();
        tell(error);
      }
    }
  } finally {
    if (options.keep !== true) await bench.reset();
  }
  return withResults({ formatVersion: 1, scenarios: {} }, measured, names);
};

const writeReadme = async (): Promise<void> => {
  const file = join(repositoryRoot, "README.md");
  const text = withSpeedTable(readFileSync(file, "utf8"), readResults());
  writeFileSync(file, await format(text, { ...(await resolveConfig(file)), parser: "markdown" }));
};

const main = async (): Promise<void> => {
  command.parse();
  const options = command.opts<RunOptions>();
  if (options.writeReadme === true) {
    await writeReadme();
    return;
  }
  const chosen = chooseScenarios(command.args, scenarios);
  const context = { progress: createProgress(process.stderr), signal: interruption() };
  const results = await measure(new Workbench(readOptions(options, process.env), context), chosen, options);
  if (options.json === true) process.stdout.write(`${JSON.stringify(results, undefined, 2)}\n`);
  else process.stdout.write("Figures: bench/results.json\n");
};

try {
  await main();
} catch (error) {
  tell(error);
}
