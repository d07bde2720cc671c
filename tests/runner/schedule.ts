/** Which suites run at the same time, and running them. */
import { totalmem } from "node:os";
import type { Counts } from "./counts.ts";
import { plainWriter, prefixedWriter, type Say } from "./lines.ts";
import { interrupted } from "./processes.ts";
import { suites, type SuiteName } from "./suites.ts";

/** A suite to run; without files, its whole set. */
export interface Planned {
  readonly suite: SuiteName;
  readonly files?: readonly string[];
}

export interface Ran {
  readonly suite: SuiteName;
  readonly counts: Counts;
  readonly seconds: number;
}

/** The sandbox with its job takes about 7 GB, a second Spark session 3, eslint or a deployment in parallel 2. */
const bytesForLanes = 14e9;

/** Suites in lanes: those in one lane run one after the other. */
export const lanesOf = (
  planned: readonly Planned[],
  memoryBytes: number = totalmem(),
): readonly (readonly Planned[])[] => {
  if (memoryBytes < bytesForLanes) return [planned];
  const lanes = new Set(planned.map(({ suite }) => suites[suite].lane));
  return [...lanes].map((lane) => planned.filter(({ suite }) => suites[suite].lane === lane));
};

const ended = ({ suite, counts: { passed, failed }, seconds }: Ran): string =>
  `== ${suite}: ${passed} passed, ${failed} failed (${seconds.toFixed(0)} s)\n`;

const runSuite = async ({ suite, files }: Planned, isAlone: boolean, say: Say): Promise<Ran> => {
  const width = Math.max(...Object.keys(suites).map((name) => name.length));
  const writer = isAlone ? plainWriter(say) : prefixedWriter(suite, width, say);
  const started = performance.now();
  say(`\n== ${suite}\n`);
  const counts = await suites[suite].run(writer.write, files);
  writer.end();
  const ran = { suite, counts, seconds: (performance.now() - started) / 1000 };
  // the counts of an aborted suite mean nothing
  if (!interrupted()) say(ended(ran));
  return ran;
};

/** Runs the lanes in parallel; returns what ran, in the order in which the suites ended. */
export const runLanes = async (lanes: readonly (readonly Planned[])[], say: Say): Promise<readonly Ran[]> => {
  const all: Ran[] = [];
  const runLane = async (lane: readonly Planned[]): Promise<void> => {
    for (const planned of lane) {
      if (interrupted()) return;
      all.push(await runSuite(planned, lanes.length === 1, say));
    }
  };
  await Promise.all(lanes.map(runLane));
  return all;
};
