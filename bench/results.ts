/** `bench/results.json`: each scenario's latest figures, where and when they were measured. */
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

/** The key for a scenario's figures: a run with another number of rows doesn't overwrite the usual one. */
export const resultName = (scenario: string, rows: number, usualRows: number): string =>
  rows === usualRows ? scenario : `${scenario} of ${rows} rows`;

const scenarioOf = (name: string): string => name.split(" ")[0] ?? name;

/** Scenarios that were not measured keep their earlier results. Pure. */
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
