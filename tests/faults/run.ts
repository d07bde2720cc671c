/** `npm run test:faults [-- number…]`: injects each fault and reports the outcome. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Command } from "commander";
import { table } from "../../cli/output/table.ts";
import { renderText } from "../../cli/output/text.ts";
import { pythonEnvironment, sparkEnvironment } from "../../sandbox/python.ts";
import { run } from "../runner/processes.ts";
import { faultOutcomes, ranByMocha, ranByPytest, type FaultOutcome, type Ran } from "./outcomes.ts";
import { faults } from "./table.ts";

const root = resolve(import.meta.dirname, "..", "..");

const program = new Command("npm run test:faults --")
  .description("Brings every fault about that the lakehouse survives, and prints what came of each.")
  .argument("[number...]", "faults to bring about, by their numbers in the table; all of them by default")
  .option("--list", "name the faults and their tests, and run nothing")
  .option("--json", "one JSON document")
  .addHelpText("after", "\nExit code: 0 when every fault was survived, 1 when one was not or a test did not run.");
program.parse();
const options = program.opts<{ readonly list?: boolean; readonly json?: boolean }>();
const numbers = program.args.map(Number);
const unknown = program.args.filter((_, index) => !faults.some(({ number }) => number === numbers[index]));
if (unknown.length > 0) program.error(`unknown: ${unknown.join(", ")}; faults are 1 to ${faults.length}`);
const asked = numbers.length === 0 ? faults : faults.filter(({ number }) => numbers.includes(number));

/** The tests' output; only the result goes to stdout. */
const write = (text: string): void => void process.stderr.write(text);

const titlesIn = (ending: string): readonly (readonly [string, string])[] =>
  asked
    .flatMap(({ tests }) => Object.entries(tests))
    .filter(([file]) => file.endsWith(ending))
    .flatMap(([file, titles]) => titles.map((title) => [file, title] as const));

const inScratch = async <Answer>(work: (folder: string) => Promise<Answer>): Promise<Answer> => {
  const folder = mkdtempSync(join(tmpdir(), "lakehouse-faults-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const mocha = (): Promise<readonly Ran[]> =>
  inScratch(async (folder) => {
    const titles = titlesIn(".ts");
    if (titles.length === 0) return [];
    const grep = titles.map(([, title]) => title.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
    const output = join(folder, "mocha.json");
    const files = [...new Set(titles.map(([file]) => file))];
    const argv = ["--import", "tsx/esm", "node_modules/mocha/bin/mocha.js", "--reporter", "json", "--reporter-option"];
    await run(process.execPath, [...argv, `output=${output}`, "--grep", grep, ...files], {
      write: () => undefined,
      environment: {},
    });
    return ranByMocha(readFileSync(output, "utf8"), root);
  });

const pytest = (): Promise<readonly Ran[]> =>
  inScratch(async (folder) => {
    const nodes = titlesIn(".py").map(([file, title]) => `${file}::${title}`);
    if (nodes.length === 0) return [];
    const report = join(folder, "junit.xml");
    const python = await pythonEnvironment("dev");
    await run(python, ["-m", "pytest", "-q", `--junitxml=${report}`, ...new Set(nodes)], {
      write,
      environment: { PYTHONUNBUFFERED: "1", ...sparkEnvironment() },
    });
    return ranByPytest(readFileSync(report, "utf8"));
  });

const render = (outcomes: readonly FaultOutcome[]): string =>
  renderText(
    [
      table(
        [{ title: "" }, { title: "fault" }, { title: "what is to come of it" }, { title: "tests" }, { title: "" }],
        outcomes.map(({ number, fault, expected, tests, state }) => [
          ...[number.toString(), fault, expected, tests.toString(), state],
        ]),
      ),
      ...outcomes.flatMap(({ number, problems }) => problems.map((problem) => `${number}: ${problem}`)),
    ],
    process.stdout.isTTY ? process.stdout.columns : Infinity,
  );

const say = (text: string): void => void process.stdout.write(`${text}\n`);

if (options.list === true) {
  say(
    options.json === true
      ? JSON.stringify(asked, undefined, 2)
      : asked
          .map(({ number, fault, tests }) =>
            [
              `${number} ${fault}`,
              ...Object.entries(tests).flatMap(([file, titles]) => titles.map((title) => `   ${file}: ${title}`)),
            ].join("\n"),
          )
          .join("\n"),
  );
} else {
  write("Bring the faults about; the sandbox starts if it doesn't run …\n");
  const ran = [...(await pytest()), ...(await mocha())];
  const outcomes = faultOutcomes(asked, ran);
  say(options.json === true ? JSON.stringify({ faults: outcomes }, undefined, 2) : render(outcomes));
  process.exitCode = outcomes.every(({ state }) => state === "held") ? 0 : 1;
}
