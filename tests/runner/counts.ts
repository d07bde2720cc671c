/** How many tests of a suite passed, as counted by its own tool. */
import { readFileSync } from "node:fs";

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const noCounts: Counts = { passed: 0, failed: 0, skipped: 0 };

export const sumOf = (all: readonly Counts[]): Counts =>
  all.reduce(
    (sum, one) => ({
      passed: sum.passed + one.passed,
      failed: sum.failed + one.failed,
      skipped: sum.skipped + one.skipped,
    }),
    noCounts,
  );

/** The counts written by `counting-reporter.mjs`. */
export const mochaCounts = (file: string): Counts => JSON.parse(readFileSync(file, "utf8")) as Counts;

const junitNumber = (xml: string, attribute: string): number => {
  const found = new RegExp(`<testsuite [^>]*\\b${attribute}="(\\d+)"`).exec(xml)?.[1];
  if (found === undefined) throw new Error(`pytest's report has no ${attribute}`);
  return Number(found);
};

/** The counts written by pytest's `--junitxml`. */
export const junitCounts = (file: string): Counts => {
  const xml = readFileSync(file, "utf8");
  const of = (attribute: string): number => junitNumber(xml, attribute);
  const failed = of("failures") + of("errors");
  const skipped = of("skipped");
  return { passed: of("tests") - failed - skipped, failed, skipped };
};

/**
 * A suite that ended without counts didn't run, and one with a bad exit code but no failed test was aborted: both count
 * as a failure of their own.
 */
export const countsOr = (read: () => Counts, exitCode: number | null, say: (text: string) => void): Counts => {
  try {
    const counts = read();
    return exitCode !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
  } catch (error) {
    say(`no test counts were left behind: ${String(error)}\n`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
};
