/** `bench/results.json`: what each scenario came to when it last ran, where and when. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Machine } from "./measure/machine.ts";

export interface ScenarioResult {
  /** ISO 8601, UTC. */
  readonly measuredAt: string;
  readonly machine: Machine;
  readonly figures: Readonly<Record<string, unknown>>;
}

export interface Results {
  readonly formatVersion: 1;
  readonly scenarios: Readonly<Record<string, ScenarioResult>>;
}

export const resultsFile = join(import.meta.dirname, "results.json");
const nothing: Results = { formatVersion: 1, scenarios: {} };

export const readResults = (file: string = resultsFile): Results =>
  existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Results) : nothing;

/** Under which a scenario's figures are kept: those of another number of rows don't take the place of the usual ones. */
export const resultName = (scenario: string, rows: number, usualRows: number): string =>
  rows === usualRows ? scenario : `${scenario} of ${rows} rows`;

const scenarioOf = (name: string): string => name.split(" ")[0] ?? name;

/** What was not measured keeps what it came to before. Pure. */
export const withResults = (
  results: Results,
  measured: Readonly<Record<string, ScenarioResult>>,
  order: readonly string[],
): Results => {
  const all = { ...results.scenarios, ...measured };
  const found = order.flatMap((scenario) => Object.entries(all).filter(([name]) => scenarioOf(name) === scenario));
  return { formatVersion: 1, scenarios: Object.fromEntries(found) };
};

export const writeResults = (results: Results, file: string = resultsFile): void => {
  writeFileSync(file, `${JSON.stringify(results, undefined, 2)}\n`);
};
