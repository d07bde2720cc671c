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

/** Scenarios that did not run keep what they came to before. Pure. */
export const withResults = (
  results: Results,
  measured: Readonly<Record<string, ScenarioResult>>,
  order: readonly string[],
): Results => {
  const all = { ...results.scenarios, ...measured };
  const found = order.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]] as const]));
  return { formatVersion: 1, scenarios: Object.fromEntries(found) };
};

export const writeResults = (results: Results, file: string = resultsFile): void => {
  writeFileSync(file, `${JSON.stringify(results, undefined, 2)}\n`);
};
