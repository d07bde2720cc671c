/**
 * `npm test [-- suite…]`: runs the suites, all of them by default, and ends with one line `N passed, N failed` over all.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pythonEnvironment, sparkEnvironment } from "../sandbox/python.ts";
import { runChecks } from "./check.ts";

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const scratch = mkdtempSync(join(tmpdir(), "lakehouse-tests-"));

/** A suite that ended without counts didn't run: that is a failure of its own. */
const countsOr = (read: () => Counts, status: number | null): Counts => {
  try {
    const counts = read();
    const crashed = status !== 0 && counts.failed === 0;
    return crashed ? { ...counts, failed: 1 } : counts;
  } catch (error) {
    console.error(`no test counts were left behind: ${String(error)}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
};

const mocha = (...patterns: readonly string[]): Counts => {
  const file = join(scratch, "mocha.json");
  rmSync(file, { force: true });
  const { status } = spawnSync(
    process.execPath,
    [
      "--import",
      // ES modules only, as the product runs: mocha would load tests as CommonJS, where a WASM package isn't ready at once
      "tsx/esm",
      "node_modules/mocha/bin/mocha.js",
      "--reporter",
      "tests/support/counting-reporter.mjs",
      ...patterns,
    ],
    { stdio: "inherit", env: { ...process.env, TEST_COUNTS: file } },
  );
  return countsOr(() => JSON.parse(readFileSync(file, "utf8")) as Counts, status);
};

const junitNumber = (xml: string, attribute: string): number => {
  const found = new RegExp(`<testsuite [^>]*\\b${attribute}="(\\d+)"`).exec(xml)?.[1];
  if (found === undefined) throw new Error(`pytest's report has no ${attribute}`);
  return Number(found);
};

const pytest = async (environment: "dev" | "contracts", folder: string): Promise<Counts> => {
  const python = await pythonEnvironment(environment);
  const file = join(scratch, `${environment}.xml`);
  const { status } = spawnSync(python, ["-m", "pytest", "-q", `--junitxml=${file}`, folder], {
    stdio: "inherit",
    env: { ...process.env, ...(environment === "dev" ? sparkEnvironment() : {}) },
  });
  return countsOr(() => {
    const xml = readFileSync(file, "utf8");
    const [tests, failures, errors, skipped] = ["tests", "failures", "errors", "skipped"].map((a) =>
      junitNumber(xml, a),
    );
    const failed = (failures ?? 0) + (errors ?? 0);
    return { passed: (tests ?? 0) - failed - (skipped ?? 0), failed, skipped: skipped ?? 0 };
  }, status);
};

const suites: Readonly<Record<string, () => Promise<Counts>>> = {
  check: async () => {
    const outcomes = await runChecks(false);
    const passed = outcomes.filter((o) => o.passed).length;
    return { passed, failed: outcomes.length - passed, skipped: 0 };
  },
  unit: () => Promise.resolve(mocha("tests/unit/**/*.test.ts", "tests/property/**/*.test.ts")),
  contracts: () => pytest("contracts", "tests/contracts"),
  glue: () => pytest("dev", "tests/glue"),
  sandbox: () => Promise.resolve(mocha("tests/sandbox/**/*.test.ts")),
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in suites));
if (unknown.length > 0) {
  console.error(`unknown suite ${unknown.join(", ")}; suites are ${Object.keys(suites).join(", ")}`);
  process.exit(2);
}

let total: Counts = { passed: 0, failed: 0, skipped: 0 };
for (const [name, run] of Object.entries(suites)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const started = performance.now();
  console.log(`\n== ${name}`);
  const counts = await run();
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(`== ${name}: ${counts.passed.toString()} passed, ${counts.failed.toString()} failed (${seconds} s)`);
  total = {
    passed: total.passed + counts.passed,
    failed: total.failed + counts.failed,
    skipped: total.skipped + counts.skipped,
  };
}
rmSync(scratch, { recursive: true });

process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
const skipped = total.skipped > 0 ? `, ${total.skipped.toString()} skipped` : "";
console.log(`\n${total.passed.toString()} passed, ${total.failed.toString()} failed${skipped}`);
