/** Which tests a change can have broken: pure, over file names and their dependencies. */
import { suiteNames, suites, type SuiteName } from "../suites.ts";
import { minimatch } from "minimatch";
import { dependentsOf, reachedFrom, wayTo, type Edge } from "./graph.ts";
import { onlyChecked } from "./rules.ts";

export interface SelectedFile {
  readonly file: string;
  /** From the test back to the changed file. */
  readonly way: readonly string[];
}

export interface Selection {
  readonly suite: SuiteName;
  /** `undefined` if the whole suite runs. */
  readonly files?: readonly SelectedFile[];
  /** Why the whole suite runs. */
  readonly reason?: string;
}

export interface Repository {
  /** All files, including those that the change has removed. */
  readonly files: readonly string[];
  readonly edges: Iterable<Edge>;
}

const isTestOf = (suite: SuiteName, file: string): boolean =>
  suites[suite].files.some((pattern) => minimatch(file, pattern, { dot: true }));

const isTest = (file: string): boolean => suiteNames.some((suite) => isTestOf(suite, file));

/**
 * A changed file without known dependents that isn't a test may matter to anything: then everything runs.
 *
 * @param removed changed files that no longer exist
 */
export const selectTests = (
  changed: readonly string[],
  removed: ReadonlySet<string>,
  { files, edges }: Repository,
): readonly Selection[] => {
  if (changed.length === 0) return [];
  const dependents = dependentsOf(edges);
  const checked = changed.filter((file) => onlyChecked.some((pattern) => minimatch(file, pattern, { dot: true })));
  const unknown = changed.find((file) => !isTest(file) && !dependents.has(file) && !checked.includes(file));
  if (unknown !== undefined) {
    const reason = `${unknown}: its dependents aren't known`;
    return suiteNames.map((suite) => ({ suite, reason }));
  }
  const reachedBy = reachedFrom(changed, dependents);
  const tests = files.filter((file) => reachedBy.has(file) && !removed.has(file));
  const chosen = suiteNames.flatMap((suite): readonly Selection[] => {
    const own = tests.filter((file) => isTestOf(suite, file));
    return own.length === 0 ? [] : [{ suite, files: own.map((file) => ({ file, way: wayTo(file, reachedBy) })) }];
  });
  return [{ suite: "check", reason: "looks at all files together" }, ...chosen];
};
