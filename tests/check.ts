/**
 * `npm run check`: format, lint, types, import rules, unused code, for TypeScript and Python. Runs every check even when
 * one fails, so that one run shows all there is to mend. `--fix` formats and fixes what can be.
 */
import { spawnSync } from "node:child_process";
import { pythonEnvironment } from "../sandbox/python.ts";

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

const checks = (python: string): readonly Check[] => {
  const module = (name: string, ...args: readonly string[]): readonly string[] => [python, "-m", name, ...args];
  const pythonFolders = ["glue", "sandbox/emulator", "bench/dlt", "tests/glue", "tests/contracts"];
  return [
    {
      name: "prettier",
      command: ["npx", "prettier", "--check", "--log-level", "warn", "."],
      fix: ["npx", "prettier", "--write", "--log-level", "warn", "."],
    },
    { name: "eslint", command: ["npx", "eslint", "."], fix: ["npx", "eslint", "--fix", "."] },
    { name: "tsc", command: ["npx", "tsc", "-p", "."] },
    { name: "dependency-cruiser", command: ["npx", "depcruise", "."] },
    { name: "knip", command: ["npx", "knip"] },
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
    { name: "mypy", command: module("mypy") },
  ];
};

/** Runs every check, its output to the terminal; returns one outcome per check. */
export const runChecks = async (fix: boolean): Promise<readonly CheckOutcome[]> => {
  const python = await pythonEnvironment("dev");
  return checks(python).map((check) => {
    const [command = "", ...args] = fix ? (check.fix ?? check.command) : check.command;
    const started = performance.now();
    const { status } = spawnSync(command, args, { stdio: "inherit" });
    const passed = status === 0;
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`${passed ? "ok  " : "FAIL"} ${check.name} (${seconds} s)`);
    return { name: check.name, passed };
  });
};

if (import.meta.url === `file://${process.argv[1] ?? ""}`) {
  const outcomes = await runChecks(process.argv.includes("--fix"));
  process.exitCode = outcomes.every((o) => o.passed) ? 0 : 1;
}
