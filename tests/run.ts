/**
 * `npm test [-- suite…]`: runs the suites, by default all, and ends with one line `N passed, N failed` over all. `npm
 * test -- --help` lists the other options.
 */
import { Argument, Command } from "commander";
import { sandboxStatus, stopSandbox } from "../sandbox/index.ts";
import { changedTests, renderChangedTests, type ChangedTests } from "./runner/changed/index.ts";
import { interruptAll, interrupted } from "./runner/processes.ts";
import { lanesOf, runLanes, type Planned } from "./runner/schedule.ts";
import { budgetLines, exitCodeOf, lastLine } from "./runner/summary.ts";
import { suiteNames, type SuiteName } from "./runner/suites.ts";

interface Options {
  /** A commit, or `true` for the point where HEAD branched off main. */
  readonly changed?: string | true;
  readonly list?: boolean;
  readonly json?: boolean;
}

const interruptedExitCode = 130;

const say = (text: string): void => void process.stdout.write(text);

const program = new Command("npm test --")
  .description(
    "Runs the tests. Suites run side by side where memory allows, each line with its suite's name before it; the last line sums them up.",
  )
  .addArgument(new Argument("[suite...]", "suites to run, all by default").choices(suiteNames))
  .option(
    "--changed [base]",
    "only what a change since this commit can have broken, with what isn't committed (default: where HEAD left main)",
  )
  .option("--list", "say what would run and why, and run nothing")
  .option("--json", "with --list: as one JSON document")
  .addHelpText(
    "after",
    `
Examples:
  npm test
  npm test -- unit glue
  npm test -- --changed
  npm test -- glue --changed HEAD~3 --list

Exit code: 0 when all passed, 1 when a test failed or nothing ran that should have, 130 when interrupted.`,
  );
program.parse();
const options = program.opts<Options>();
const asked = (program.args.length === 0 ? suiteNames : program.args) as readonly SuiteName[];

const plannedOf = (changed: ChangedTests | undefined): readonly Planned[] => {
  const all = suiteNames.filter((suite) => asked.includes(suite));
  if (changed === undefined) return all.map((suite) => ({ suite }));
  return all.flatMap((suite): readonly Planned[] => {
    const selection = changed.selections.find((one) => one.suite === suite);
    if (selection === undefined) return [];
    const { files } = selection;
    return [files === undefined ? { suite } : { suite, files: files.map(({ file }) => file) }];
  });
};

const isSandboxFound = sandboxStatus().parts.some(({ running }) => running);

/** Ends everything that this run started; a second Ctrl-C doesn't speed it up. */
const interrupt = (): void => {
  if (interrupted()) return;
  process.stderr.write("\nInterrupted: ending what was started …\n");
  void interruptAll()
    .then(() => (isSandboxFound ? undefined : stopSandbox()))
    .finally(() => process.exit(interruptedExitCode));
};

const started = performance.now();
const base = options.changed === true ? undefined : options.changed;
const found = options.changed === undefined ? undefined : changedTests(base);
const changed = found && { ...found, selections: found.selections.filter(({ suite }) => asked.includes(suite)) };
const planned = plannedOf(changed);
if (options.list === true) {
  const document = { ...(changed && { since: changed.since, changed: changed.changed }), planned };
  if (options.json === true) say(`${JSON.stringify(document, undefined, 2)}\n`);
  else
    say(
      changed === undefined ? `${planned.map(({ suite }) => suite).join("\n")}\n` : renderChangedTests(changed, true),
    );
} else if (planned.length === 0) {
  if (changed !== undefined) say(renderChangedTests(changed));
  say("\n0 passed, 0 failed\n");
} else {
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  if (changed !== undefined) say(renderChangedTests(changed));
  const ran = await runLanes(lanesOf(planned), say);
  if (!interrupted()) {
    say(`\n${budgetLines(ran, (performance.now() - started) / 1000).join("\n")}\n\n${lastLine(ran)}\n`);
    process.exitCode = exitCodeOf(ran);
  }
}
