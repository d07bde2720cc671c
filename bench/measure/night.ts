import { databaseName, processResultKey, quarantineTableName } from "../../model/names.ts";
import { readDocument } from "../../model/documents/document.ts";
import { processResultKind } from "../../model/documents/process-result.ts";
import type { Report } from "../../model/documents/report.ts";
import type { Window } from "../../model/documents/values.ts";
import { failure } from "../../model/validation/failure.ts";
import type { Lake } from "../../cli/aws/lake.ts";
import type { Context } from "../../cli/context.ts";
import { readOutcome, type StepSeconds } from "../../cli/night/outcome.ts";
import { startRun } from "../../cli/night/start.ts";
import { watchRun } from "../../cli/night/watch.ts";
import { landedRows } from "../../cli/output/report.ts";
import { sandboxStatus } from "../../sandbox/index.ts";
import { tablesOfDatabase } from "../../aws/glue/catalog.ts";
import { publishedSeconds } from "./comparison.ts";
import { listProcesses, outermost } from "./processes.ts";
import { watchResources, type CpuSeconds, type PeakMemory, type Resources } from "./resources.ts";
import { runInEngine } from "../../sandbox/engine.ts";

export type Surroundings = Pick<Context, "progress" | "signal">;

/** A group's completed run. */
export interface Night {
  readonly report: Report;
  /** Rows from the source that are accounted for, across all datasets. */
  readonly rows: number;
  /** By step, and `total` from the execution's start to its end. */
  readonly seconds: StepSeconds;
  /** By phase of the process job, summed over parallel datasets, as the job measured itself. */
  readonly jobSeconds: Readonly<Record<string, number>>;
  readonly memory: PeakMemory;
  /** By process: until every table is published, and until the end of the run. */
  readonly cpuSeconds: { readonly published: CpuSeconds; readonly night: CpuSeconds };
}

/** The main process of each part: the one that started the part's other processes. */
export const mainProcesses = (): ReadonlyMap<number, string> =>
  new Map(
    sandboxStatus().parts.flatMap(({ name, processIds }) =>
      outermost(listProcesses(), processIds).map((pid) => [pid, name] as const),
    ),
  );

/** @throws ProblemsError BENCH_RUN_FAILED with each dataset's reason */
const completeRun = async (lake: Lake, group: string, window: Window, context: Surroundings) => {
  const { runId } = await startRun(lake, group, window, new Date().toISOString());
  const outcome = await readOutcome(lake, runId, await watchRun(lake, runId, context));
  const report = outcome?.report;
  if (outcome !== undefined && report?.state === "SUCCEEDED") return { runId, outcome, report };
  const reasons = report?.datasets.flatMap(({ datasetId, error }) =>
    error === undefined ? [] : [`${datasetId} ${error}`],
  );
  const found = [report?.error ?? outcome?.execution.reason ?? "no reason was given", ...(reasons ?? [])].join("; ");
  throw failure("BENCH_RUN_FAILED", `run ${runId}`, found, "correct what it names; logs are in .sandbox/bench/logs");
};

/** Runs and measures one window of a group. @throws ProblemsError BENCH_RUN_FAILED */
export const runNight = async (lake: Lake, group: string, window: Window, context: Surroundings): Promise<Night> => {
  const watch = watchResources(mainProcesses());
  let resources: Resources | undefined;
  const { runId, outcome, report } = await completeRun(lake, group, window, context).finally(() => {
    resources = watch.stop();
  });
  const { seconds, execution } = outcome;
  const { seconds: jobSeconds } = readDocument(
    processResultKind,
    await lake.artifacts.read(processResultKey(runId)),
    processResultKey(runId),
  );
  const cpuAfter = (elapsed: number): CpuSeconds =>
    resources?.cpuUntil(new Date(execution.startedAt.getTime() + elapsed * 1000)) ?? {};
  return {
    report,
    rows: landedRows(report.datasets),
    seconds,
    jobSeconds,
    memory: resources?.memory ?? { allMiB: {}, largestMiB: {} },
    cpuSeconds: {
      published: cpuAfter(publishedSeconds({ seconds })),
      night: cpuAfter(seconds["total"] ?? 0),
    },
  };
};

/** Removes a group's tables and those of the models over its sources, so that the next run is a first publication. */
export const dropTables = async (lake: Lake, group: string): Promise<void> => {
  const { datasets } = await lake.bundle();
  const ofGroup = datasets.filter((dataset) => dataset.group === group);
  const own = new Set(
    ofGroup.flatMap(({ source, name }) =>
      [name, quarantineTableName(name)].map((table) => `${databaseName(source, "processed")}.${table}`),
    ),
  );
  const sources = [...new Set(ofGroup.map(({ source }) => source))];
  const [processed, curated] = await Promise.all(
    (["processed", "curated"] as const).map(async (zone) =>
      (await Promise.all(sources.map((source) => tablesOfDatabase(databaseName(source, zone)))))
        .flatMap((tables) => tables ?? [])
        .filter(({ isView }) => !isView)
        .map(({ database, name }) => `${database}.${name}`),
    ),
  );
  const tables = [...(processed ?? []).filter((table) => own.has(table)), ...(curated ?? [])];
  for (const table of tables) await runInEngine(`DROP TABLE ${table}`);
};
