import { spawn } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { failure } from "../../model/validation/failure.ts";
import { sandboxProgressLine } from "../../cli/output/sandbox-progress.ts";
import type { Window } from "../../model/documents/values.ts";
import { pythonEnvironment } from "../../sandbox/python.ts";
import { watchResources, type CpuSeconds, type PeakMemory } from "../measure/resources.ts";
import type { Surroundings } from "../measure/night.ts";
import type { BenchSource } from "../source.ts";

export interface DltTable {
  readonly name: string;
  /** Relative to the source's base URL. */
  readonly path: string;
  /** Whether to request only the window's records from the source. */
  readonly windowed: boolean;
}

/** The pipeline's own report, as pipeline.py writes it. */
interface PipelineAnswer {
  /** Phases extract, normalize and load, and `total`. */
  readonly seconds: Readonly<Record<string, number>>;
  readonly rows: Readonly<Record<string, number>>;
  readonly version: string;
}

export interface DltRun extends PipelineAnswer {
  readonly memory: PeakMemory;
  readonly cpuSeconds: CpuSeconds;
}

export interface DltRequest {
  readonly source: BenchSource;
  readonly tables: readonly DltTable[];
  readonly window: Window;
  /** Emptied before the run; holds dlt's state and its lake. */
  readonly folder: string;
}

const keptErrorCharacters = 4_000;

/** The environment with dlt, created from its lock file on first use. */
export const dltPython = ({ progress }: Surroundings): Promise<string> =>
  progress.step("Set up dlt", (step) => {
    const line = sandboxProgressLine();
    return pythonEnvironment("dlt", (report) => {
      step.update(line(report));
    });
  });

const carryOut = (python: string, asked: object, signal: AbortSignal): Promise<DltRun> =>
  new Promise((resolve, reject) => {
    const child = spawn(python, [join(import.meta.dirname, "pipeline.py")], { signal });
    const watch = watchResources(new Map([[child.pid ?? -1, "dlt"]]));
    let [output, errors] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
    child.stderr
      .setEncoding("utf8")
      .on("data", (text: string) => (errors = `${errors}${text}`.slice(-keptErrorCharacters)));
    child.once("error", (error) => {
      watch.stop();
      reject(error);
    });
    child.once("close", (code) => {
      const { memory, cpuUntil } = watch.stop();
      const cpuSeconds = cpuUntil(new Date());
      if (code === 0) resolve({ ...(JSON.parse(output) as PipelineAnswer), memory, cpuSeconds });
      else
        reject(failure("BENCH_DLT_FAILED", "bench/dlt/pipeline.py", errors.trim(), "correct what its last lines name"));
    });
    child.stdin.end(JSON.stringify(asked));
  });

/** Runs dlt from scratch. @throws ProblemsError BENCH_DLT_FAILED with the end of its output */
export const runDlt = async (
  python: string,
  { source, tables, window, folder }: DltRequest,
  { progress, signal }: Surroundings,
): Promise<DltRun> => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const asked = { url: source.baseUrl, token: source.token, tables, ...window, folder };
  try {
    return await progress.step("dlt: the same tables into Iceberg", () => carryOut(python, asked, signal));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/**
 * Names of the tables for which dlt's row count differs from the source's. Pure.
 *
 * @param expected rows by table
 */
export const wrongTables = (
  rows: Readonly<Record<string, number>>,
  expected: Readonly<Record<string, number>>,
): readonly string[] =>
  Object.entries(expected).flatMap(([table, count]) =>
    rows[table] === count ? [] : [`${table} has ${rows[table] ?? 0} rows, not ${count}`],
  );
