import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

export interface FaultTests {
  /** Starts at 1. */
  readonly number: number;
  readonly fault: string;
  /** The expected outcome. */
  readonly expected: string;
  /** Test titles by file: a whole title or the beginning of one. */
  readonly tests: Readonly<Record<string, readonly string[]>>;
}

const entries = parse(readFileSync(join(import.meta.dirname, "faults.yaml"), "utf8")) as readonly Omit<
  FaultTests,
  "number"
>[];

export const faults: readonly FaultTests[] = entries.map((entry, index) => ({ ...entry, number: index + 1 }));
