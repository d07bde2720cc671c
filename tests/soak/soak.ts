/** Undisturbed nights first, then the same nights with strikes, each compared with its reference. */
import type { Surroundings } from "../../bench/measure/night.ts";
import type { Lake } from "../../cli/aws/lake.ts";
import { differences } from "./fingerprint.ts";
import { figuresOf, group, SoakLakes, windowOfSeed, type Expected } from "./lakes.ts";
import { strikeNight, type StruckNight } from "./night.ts";
import { describeStrike, strikesOf } from "./strikes.ts";

export interface SoakRequest {
  readonly seeds: readonly number[];
  readonly rows: number;
  readonly isKept: boolean;
}

export interface SoakedNight {
  readonly seed: number;
  /** Strikes that hit a process. */
  readonly killed: readonly string[];
  readonly resumed: boolean;
  readonly seconds: number;
  /** Empty if the night's result is exact. */
  readonly differences: readonly string[];
}

interface Soaking {
  readonly lakes: SoakLakes;
  readonly lake: Lake;
  readonly context: Surroundings;
}

const hasSucceeded = ({ outcome }: StruckNight): boolean => outcome.report?.state === "SUCCEEDED";

const reasons = ({ outcome: { report, execution } }: StruckNight): string =>
  [
    report?.error ?? (report === undefined ? (execution.reason ?? execution.status) : undefined),
    ...(report?.datasets ?? []).flatMap(({ datasetId, error }) =>
      error === undefined ? [] : [`${datasetId} ${error}`],
    ),
  ]
    .filter((reason) => reason !== undefined)
    .join("; ");

const compare = async (
  { lakes, lake }: Soaking,
  expected: Expected,
  { outcome }: StruckNight,
): Promise<readonly string[]> => {
  const { report } = outcome;
  const figures = report === undefined ? {} : figuresOf(report);
  return [
    ...Object.entries(expected.figures).flatMap(([dataset, wanted]) => {
      const found = figures[dataset];
      return wanted.join() === found?.join()
        ? []
        : [`${dataset}: expected ${wanted.join(", ")}, got ${found?.join(", ") ?? "nothing"}`];
    }),
    ...differences(expected.fingerprint, await lakes.fingerprint(lake)),
  ];
};

const soakNight = async (soaking: Soaking, seed: number, expected: Expected): Promise<SoakedNight> => {
  const { lake, context } = soaking;
  const started = performance.now();
  const surroundings = { note: context.progress.note, signal: context.signal };
  const night = { group, window: windowOfSeed(seed), seed, usual: expected.usual };
  const struck = await strikeNight(lake, { ...night, strikes: strikesOf(seed) }, surroundings);
  const resumed = !hasSucceeded(struck);
  if (resumed) context.progress.note(`  ${struck.runId} did not succeed: ${reasons(struck)}; it is run again`);
  const ended = resumed ? await strikeNight(lake, { ...night, strikes: [] }, surroundings) : struck;
  const found = hasSucceeded(ended)
    ? await compare(soaking, expected, ended)
    : [`run ${ended.runId}, which nothing happened to, did not succeed: ${reasons(ended)}`];
  const seconds = (performance.now() - started) / 1000;
  return { seed, killed: struck.hit.map(describeStrike), resumed, seconds, differences: found };
};

/** Stops after the first night that isn't exact, because later ones would differ as well. */
export const soak = async (
  { seeds, rows, isKept }: SoakRequest,
  context: Surroundings,
): Promise<readonly SoakedNight[]> => {
  const { progress } = context;
  const lakes = new SoakLakes(rows, context);
  const expected = new Map<number, Expected>();
  const reference = await lakes.fresh();
  for (const seed of seeds) {
    expected.set(seed, await progress.step(`Seed ${seed}: unharmed`, () => lakes.reference(reference, seed)));
  }
  const lake = await lakes.fresh();
  const nights: SoakedNight[] = [];
  for (const [seed, wanted] of expected) {
    const title = `Seed ${seed}: ${strikesOf(seed).map(describeStrike).join(", ")}`;
    const ended = await progress.step(title, () => soakNight({ lakes, lake, context }, seed, wanted));
    nights.push(ended);
    if (ended.differences.length > 0) return nights;
  }
  if (!isKept) await lakes.remove();
  return nights;
};
