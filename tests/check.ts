/**
 * `npm run check`: format, lint, types, import rules and unused code, for TypeScript and Python. Runs every check even
 * when one fails, so that one run shows everything that needs fixing. `--fix` formats and fixes what it can.
 *
 * Only caches that can't hide a finding are used: the formatter's, per file, and the compilers', with dependencies.
 * eslint has none: its rules need types, and its cache doesn't notice when another file's type changes.
 */
import { join } from "node:path";
import { pythonEnvironment } from "../sandbox/python.ts";
import { interruptAll, interrupted, run } from "./runner/processes.ts";

interface Check {
  readonly name: string;
  readonly command: readonly string[];
  /** The command that fixes what it can; absent if only a person can. */
  readonly fix?: readonly string[];
}

export interface CheckOutcome {
  readonly name: string;
  readonly passed: boolean;
}

export interface CheckOptions {
  readonly fix: boolean;
  readonly write: (text: string) => void;
}

const cacheFolder = join("node_modules", ".cache", "lakehouse-check");

/** The slowest come first, because two run at a time. */
const checks = (python: string): readonly Check[] => {
  const module = (name: string, ...args: readonly string[]): readonly string[] => [python, "-m", name, ...args];
  // not through npx, whose startup takes as long as some of these tools need to run
  const tool = (name: string, ...args: readonly string[]): readonly string[] => [
    join("node_modules", ".bin", name),
    ...args,
  ];
  const pythonFolders = ["glue", "sandbox/emulator", "bench/dlt", "tests/glue", "tests/contracts"];
  const prettier = (mode: string): readonly string[] =>
    tool(
      "prettier",
      ...[mode, "--log-level", "warn", "--cache", "--cache-strategy", "content"],
      ...["--cache-location", join(cacheFolder, "prettier"), "."],
    );
  return [
    { name: "eslint", command: tool("eslint", "."), fix: tool("eslint", "--fix", ".") },
    {
      name: "tsc",
      command: tool("tsc", "-p", ".", "--incremental", "--tsBuildInfoFile", join(cacheFolder, "tsc.json")),
    },
    // The dashboards' page runs in a browser, whose globals differ from Node's
    {
      name: "tsc of the page",
      command: tool(
        "tsc",
        ...["-p", "cli/dashboards/page", "--incremental", "--tsBuildInfoFile", join(cacheFolder, "tsc-page.json")],
      ),
    },
    { name: "mypy", command: module("mypy") },
    { name: "prettier", command: prettier("--check"), fix: prettier("--write") },
    { name: "dependency-cruiser", command: tool("depcruise", ".") },
    { name: "knip", command: tool("knip") },
    {
      name: "ruff format",
      command: module("ruff", "format", "--check", ...pythonFolders),
      fix: module("ruff", "format", ...pythonFolders),
    },
    {
      name: "ruff check",
      command: module("ruff", "check", ...pythonFolders),
      fix: module("ruff", "check", "--fix", ...pythonFolders),
    },
  ];
};

/** Runs every check and writes each one's output in one piece when it ends; returns one outcome per check. */
export const runChecks = async ({ fix, write }: CheckOptions): Promise<readonly CheckOutcome[]> => {
  const waiting = [...checks(await pythonEnvironment("dev"))];
  const outcomes: CheckOutcome[] = [];
  const worker = async (): Promise<void> => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const [command = "", ...argv] = fix ? (check.fix ?? check.command) : check.command;
      const started = performance.now();
      let output = "";
      const exitCode = await run(command, argv, {
        write: (text) => {
          output += text;
        },
      });
      if (interrupted()) return;
      const passed = exitCode === 0;
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      write(`${output}${passed ? "ok  " : "FAIL"} ${check.name} (${seconds} s)\n`);
      outcomes.push({ name: check.name, passed });
    }
  };
  // Fixes run one at a time, because two of them could write the same file
  await Promise.all(Array.from({ length: fix ? 1 : 2 }, worker));
  return outcomes;
};

if (import.meta.url === `file://${process.argv[1] ?? ""}`) {
  const interrupt = (): void => void interruptAll().finally(() => process.exit(130));
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  const outcomes = await runChecks({
    fix: process.argv.includes("--fix"),
    write: (text) => void process.stdout.write(text),
  });
  process.exitCode = outcomes.every((outcome) => outcome.passed) ? 0 : 1;
}
