/** `npm run soak`: nights whose processes are killed at random; each must match an undisturbed one exactly. */
import { Command } from "commander";
import { wholeNumber } from "../../cli/demo/size.ts";
import { renderTable, table } from "../../cli/output/table.ts";
import { describeError, renderFailure } from "../../cli/output/errors.ts";
import { formatSeconds } from "../../cli/output/format.ts";
import { createProgress } from "../../cli/output/progress.ts";
import { soak, type SoakedNight } from "./soak.ts";

interface GivenOptions {
  readonly seeds: string;
  readonly from: string;
  readonly rows: string;
  readonly json?: boolean;
  readonly keep?: boolean;
}

const mostSeeds = 250;
const mostRows = 10_000_000;

const command = new Command("npm run soak --")
  .description(
    "Runs the mission's night in a sandbox of its own while functions, Spark, its workers and jobs' drivers are killed at random. A night that doesn't succeed is run once more. Tables, models, quarantines and figures must then be those of nights that nothing happened to.",
  )
  .option("--seeds <n>", "nights to run, each with a seed and a day of its own", "20")
  .option("--from <seed>", "the first seed", "1")
  .option("--rows <n>", "transactions a night", "20000")
  .option("--json", "print one JSON document")
  .option("--keep", "leave the sandbox running, in .sandbox/soak")
  .addHelpText(
    "after",
    `
A seed names which processes die and when, so a night can be had again: npm run soak -- --seeds 1 --from 7

Exit code: 0 when every night ended exact, 1 when one did not; its sandbox is then left as it is.`,
  );

const interruption = (): AbortSignal => {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => {
      controller.abort();
    });
  return controller.signal;
};

const render = (nights: readonly SoakedNight[]): string =>
  renderTable(
    table(
      [
        { title: "seed", align: "right" },
        { title: "killed" },
        { title: "ended" },
        { title: "took", align: "right" },
        { title: "" },
      ],
      nights.map(({ seed, killed, resumed, seconds, differences }) => [
        seed.toString(),
        killed.length === 0 ? "nothing" : killed.join("\n"),
        resumed ? "after a resume" : "by itself",
        formatSeconds(seconds),
        differences.length === 0 ? "exact" : differences.join("\n"),
      ]),
    ),
    process.stdout.isTTY ? process.stdout.columns : Infinity,
  );

try {
  command.parse();
  const options = command.opts<GivenOptions>();
  const count = wholeNumber("--seeds", options.seeds, mostSeeds);
  const first = wholeNumber("--from", options.from, mostSeeds);
  const nights = await soak(
    {
      seeds: Array.from({ length: count }, (_, index) => first + index),
      rows: wholeNumber("--rows", options.rows, mostRows),
      isKept: options.keep === true,
    },
    { progress: createProgress(process.stderr), signal: interruption() },
  );
  process.stdout.write(options.json === true ? `${JSON.stringify({ nights }, undefined, 2)}\n` : `${render(nights)}\n`);
  process.exitCode = nights.length === count && nights.every(({ differences }) => differences.length === 0) ? 0 : 1;
} catch (error) {
  const failed = describeError(error);
  process.stderr.write(`${renderFailure(failed)}\n`);
  process.exitCode = failed.exitCode;
}
