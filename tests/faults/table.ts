import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

export interface FaultTests {
  /** From 1. */
  readonly number: number;
  readonly fault: string;
  /** What is to come of it. */
  readonly expected: string;
  /** Titles by file; the whole or the beginning of a test's own title. */
  readonly tests: Readonly<Record<string, readonly string[]>>;
}

const entries = parse(readFileSync(join(import.meta.dirname, "faults.yaml"), "utf8")) as readonly Omit<
  FaultTests,
  "number"
>[];

export const faults: readonly FaultTests[] = entries.map((entry, index) => ({ ...entry, number: index + 1 }));
