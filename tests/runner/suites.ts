/** The suites: what each runs and how long it may take. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pythonEnvironment, sparkEnvironment } from "../../sandbox/python.ts";
import { runChecks } from "../check.ts";
import { countsOr, junitCounts, mochaCounts, type Counts } from "./counts.ts";
import type { Say } from "./lines.ts";
import { run } from "./processes.ts";

export const suiteNames = ["check", "unit", "contracts", "isolated", "glue", "sandbox"] as const;
export type SuiteName = (typeof suiteNames)[number];

export interface Suite {
  /** Patterns of its test files; check has none. */
  readonly files: readonly string[];
  /**
   * On two cores with a warm cache, with the other lane running. Printed next to the actual time, and never a failure:
   * a slower machine isn't the fault of a change.
   */
  readonly budgetSeconds: number;
  /** Suites in one lane run one after the other; lanes run in parallel, and the engines' lane has priority. */
  readonly lane: "engines" | "spark" | "rest";
  /** Runs all of its files, or some. */
  readonly run: (write: Say, files?: readonly string[]) => Promise<Counts>;
}

/** All suites together, from `npm test` to its last line. */
export const budgetSeconds = 720;

const inScratch = async (work: (folder: string) => Promise<Counts>): Promise<Counts> => {
  const folder = mkdtempSync(join(tmpdir(), "lakehouse-tests-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const mocha = (write: Say, files: readonly string[], goesFirst = false): Promise<Counts> =>
  inScratch(async (folder) => {
    const counts = join(folder, "mocha.json");
    const argv = [
      "--import",
      // ES modules only, as the product runs: mocha would load tests as CommonJS, where a WASM package isn't ready at
      // once
      "tsx/esm",
      "node_modules/mocha/bin/mocha.js",
      "--reporter",
      "tests/support/counting-reporter.mjs",
      ...files,
    ];
    const exitCode = await run(process.execPath, argv, { write, goesFirst, environment: { TEST_COUNTS: counts } });
    return countsOr(() => mochaCounts(counts), exitCode, write);
  });

const pytest = (environment: "dev" | "contracts", write: Say, files: readonly string[]): Promise<Counts> =>
  inScratch(async (folder) => {
    const python = await pythonEnvironment(environment);
    const report = join(folder, "junit.xml");
    const argv = ["-m", "pytest", "-q", `--junitxml=${report}`, ...files];
    const exitCode = await run(python, argv, {
      write,
      environment: { PYTHONUNBUFFERED: "1", ...(environment === "dev" ? sparkEnvironment() : {}) },
    });
    return countsOr(() => junitCounts(report), exitCode, write);
  });

const check = async (write: Say): Promise<Counts> => {
  const outcomes = await runChecks({ fix: false, write });
  const passed = outcomes.filter((outcome) => outcome.passed).length;
  return { passed, failed: outcomes.length - passed, skipped: 0 };
};

const unitFiles = ["tests/unit/**/*.test.ts", "tests/property/**/*.test.ts", "sources/*/tests/**/*.test.ts"];
/** Each starts its own emulator. */
const isolatedFiles = ["tests/isolated/**/*.test.ts"];
const sandboxFiles = ["tests/sandbox/**/*.test.ts"];

/** In the order in which a lane runs them: the fastest to fail comes first. */
export const suites: Readonly<Record<SuiteName, Suite>> = {
  check: { files: [], budgetSeconds: 120, lane: "rest", run: check },
  unit: { files: unitFiles, budgetSeconds: 120, lane: "rest", run: (write, files = unitFiles) => mocha(write, files) },
  contracts: {
    files: ["tests/contracts/test_*.py"],
    budgetSeconds: 10,
    lane: "rest",
    run: (write, files = ["tests/contracts"]) => pytest("contracts", write, files),
  },
  isolated: {
    files: isolatedFiles,
    budgetSeconds: 200,
    lane: "rest",
    run: (write, files = isolatedFiles) => mocha(write, files),
  },
  glue: {
    files: ["tests/glue/test_*.py"],
    budgetSeconds: 600,
    lane: "spark",
    run: (write, files = ["tests/glue"]) => pytest("dev", write, files),
  },
  sandbox: {
    files: sandboxFiles,
    budgetSeconds: 690,
    lane: "engines",
    run: (write, files = sandboxFiles) => mocha(write, files, true),
  },
};
