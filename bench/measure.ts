import { arch, cpus, platform, totalmem } from "node:os";
import type { Report, Window } from "../model/run.ts";
import { databaseName, processResultKey, quarantineTableName } from "../model/names.ts";
import type { ProcessResult } from "../model/run.ts";
import { failure } from "../cli/answer.ts";
import type { Lake } from "../cli/aws/lake.ts";
import type { Context } from "../cli/context.ts";
import { readOutcome, type StepSeconds } from "../cli/night/outcome.ts";
import { startRun } from "../cli/night/start.ts";
import { watchRun } from "../cli/night/watch.ts";
import { landedRows } from "../cli/output/report.ts";
import { sandboxStatus } from "../sandbox/index.ts";
import { tablesOfDatabase } from "../sql/live/catalog.ts";
import { listProcesses, outermost, watchMemory } from "./memory.ts";

const group = "mission";

export interface Figures {
  readonly runId: string;
  readonly window: Window;
  /** Rows that came from the source and are accounted for, all datasets. */
  readonly rows: number;
  /** By step, and `total` from the execution's start to its end. */
  readonly seconds: StepSeconds;
  /** By phase of the Glue job, as it measured itself. */
  readonly jobSeconds: Readonly<Record<string, number>>;
  readonly rowsPerSecond: number;
  readonly peakMemoryMiB: Readonly<Record<string, number>>;
  readonly report: Report;
  readonly machine: {
    readonly platform: string;
    readonly cpus: number;
    readonly cpu: string;
    readonly memoryGiB: number;
    readonly node: string;
  };
}

/** Runs one window to its end. @throws ProblemsError BENCH_RUN_FAILED with each dataset's reason */
const completeRun = async (lake: Lake, window: Window, context: Pick<Context, "progress" | "signal">) => {
  const { runId } = await startRun(lake, group, window);
  const outcome = await readOutcome(lake, runId, await watchRun(lake, runId, context));
  const report = outcome?.report;
  if (outcome !== undefined && report?.state === "SUCCEEDED") return { runId, seconds: outcome.seconds, report };
  const reasons = report?.datasets.flatMap(({ datasetId, error }) =>
    error === undefined ? [] : [`${datasetId} ${error}`],
  );
  const found = [report?.error ?? outcome?.execution.reason ?? "no reason was left", ...(reasons ?? [])].join("; ");
  throw failure("BENCH_RUN_FAILED", `run ${runId}`, found, `look at "lakehouse status ${runId}"`);
};

/** Removes the group's tables, so that what follows is a first publication. */
export const dropTables = async (lake: Lake): Promise<number> => {
  const { datasets } = await lake.bundle();
  const ofGroup = datasets.filter((dataset) => dataset.group === group);
  const databases = [...new Set(ofGroup.map(({ source }) => databaseName(source, "processed")))];
  const found = (await Promise.all(databases.map((database) => tablesOfDatabase(database)))).flat();
  const existing = new Set(found.map(({ database, name }) => `${database}.${name}`));
  const tables = ofGroup
    .flatMap(({ source, name }) =>
      [name, quarantineTableName(name)].map((table) => `${databaseName(source, "processed")}.${table}`),
    )
    .filter((table) => existing.has(table));
  for (const table of tables) await lake.athena.query(`DROP TABLE ${table}`);
  return tables.length;
};

/** Runs a window's first hour unmeasured: functions, engines and their caches are warm afterwards. */
export const warmUp = async (
  lake: Lake,
  window: Window,
  context: Pick<Context, "progress" | "signal">,
): Promise<void> => {
  const until = new Date(Date.parse(window.since) + 3_600_000).toISOString();
  await completeRun(lake, { since: window.since, until }, context);
};

/** The process of each part that started the part's others. */
const mainProcesses = (): ReadonlyMap<number, string> =>
  new Map(
    sandboxStatus().parts.flatMap(({ name, processIds }) =>
      outermost(listProcesses(), processIds).map((pid) => [pid, name] as const),
    ),
  );

/** Runs the window and measures it. */
export const measureNight = async (
  lake: Lake,
  window: Window,
  context: Pick<Context, "progress" | "signal">,
): Promise<Figures> => {
  const memory = watchMemory(mainProcesses());
  const run = await completeRun(lake, window, context).finally(() => {
    memory.stop();
  });
  const { seconds: jobSeconds } = (await lake.artifacts.read(processResultKey(run.runId))) as ProcessResult;
  const rows = landedRows(run.report.datasets);
  return {
    ...run,
    window,
    rows,
    jobSeconds,
    rowsPerSecond: Math.round(rows / (run.seconds["total"] ?? Number.NaN)),
    peakMemoryMiB: memory.peaks(),
    machine: {
      platform: `${platform()} ${arch()}`,
      cpus: cpus().length,
      cpu: cpus()[0]?.model.trim() ?? "unknown",
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      node: process.versions.node,
    },
  };
};
