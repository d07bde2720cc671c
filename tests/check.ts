/**
 * `npm run check`: format, lint, types, import rules, unused code, for TypeScript and Python. Runs every check even when
 * one fails, so that one run shows all there is to mend. `--fix` formats and fixes what can be.
 *
 * Caches are those that can't hide a finding: of a formatter per file, of compilers with their dependencies. eslint has
 * none: its rules ask for types, and its cache doesn't know that another file's type has changed.
 */
import { join } from "node:path";
import { pythonEnvironment } from "../sandbox/python.ts";
import { interruptAll, interrupted, run } from "./runner/processes.ts";

interface Check {
  readonly name: string;
  readonly command: readonly string[];
  /** The command that mends what it can; absent where only a person can. */
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

/** Those that take longest come first: two run at a time. */
const checks = (python: string): readonly Check[] => {
  const module = (name: string, ...args: readonly string[]): readonly string[] => [python, "-m", name, ...args];
  // not by npx, which takes as long to start as some of them to work
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
    // The dashboards' page runs in a browser, where other things are there than in Node
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

/** Runs every check and writes each one's output in one piece when it has ended; returns one outcome per check. */
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
  // Two that write files at once would mend the same one
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
