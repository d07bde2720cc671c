import type { Drift } from "../../model/drift.ts";
import type { DatasetItem } from "../../model/ledger.ts";
import type { ProcessedDataset, ProcessResult, Report, ReportDataset, RunInput } from "../../model/run.ts";
import { counted, listed } from "../shared/messages.ts";

export interface ReportFacts {
  readonly input: RunInput;
  readonly startedAt: string;
  readonly finishedAt: string;
  /** As the ledger has them; none when the run was never planned. */
  readonly datasets: readonly DatasetItem[];
  /** Undefined when the job left no result. */
  readonly processed: ProcessResult | undefined;
  /** Why the state machine left its way. */
  readonly failure: string | undefined;
  /** Undefined when nothing was crawled. */
  readonly drift: Drift | undefined;
}

const unequal = (code: string, one: string, other: string): string => `${code} ${one}, but ${other}`;

/** Differences between what was handed to the job and what it says it did; each names both figures. */
const processFaults = (item: DatasetItem, done: ProcessedDataset): readonly string[] => {
  const landed = item.landedRows.toString();
  const parts = done.loaded + done.quarantined + done.duplicates;
  const faults: string[] = [];
  if (done.state === "FAILED") faults.push(`PROCESS_FAILED ${done.error ?? "the job gave no reason"}`);
  // A dataset that failed in the job may have counted nothing; its figures prove nothing either way.
  if (done.state === "FAILED") return faults;
  if (done.rows !== item.landedRows) {
    faults.push(unequal("ROWS_NOT_READ", `landed are ${landed} rows`, `the job read ${done.rows.toString()}`));
  }
  if (parts !== done.rows) {
    const sum = [done.loaded, done.quarantined, done.duplicates].map((rows) => rows.toString()).join(" + ");
    faults.push(
      unequal("ROWS_UNACCOUNTED", `the job read ${done.rows.toString()} rows`, `${sum} = ${parts.toString()}`),
    );
  }
  if (done.rowHashSum !== item.rowHashSum) {
    const hashes = [item.rowHashSum ?? "nothing", done.rowHashSum] as const;
    faults.push(unequal("ROW_HASHES_DIFFER", `the raw rows sum to ${hashes[0]}`, `the job's to ${hashes[1]}`));
  }
  return faults;
};

const sourceFaults = (item: DatasetItem): readonly string[] => {
  const figures = [item.sourceRows ?? -1, item.plannedRows, item.landedRows];
  if (new Set(figures).size === 1) return [];
  const [source, planned, landed] = figures.map((figure) => (figure < 0 ? "unknown" : figure.toString()));
  return [`COUNTS_DIFFER source ${source ?? ""}, planned ${planned ?? ""}, landed ${landed ?? ""}`];
};

const findFault = (item: DatasetItem, done: ProcessedDataset | undefined, facts: ReportFacts): string | undefined => {
  if (item.error !== undefined) return item.error;
  if (done === undefined) return facts.failure ?? "NOT_PROCESSED the job's result doesn't name the dataset";
  const faults = [...sourceFaults(item), ...processFaults(item, done)];
  return faults.length === 0 ? undefined : `dataset ${item.datasetId}: ${faults.join("; ")}`;
};

const reportDataset = (item: DatasetItem, facts: ReportFacts): ReportDataset => {
  const done = facts.processed?.datasets.find(({ datasetId }) => datasetId === item.datasetId);
  const error = findFault(item, done, facts);
  return {
    datasetId: item.datasetId,
    state: error === undefined ? "SUCCEEDED" : "FAILED",
    ...(error !== undefined && { error }),
    source: item.sourceRows ?? 0,
    planned: item.plannedRows,
    landed: item.landedRows,
    loaded: done?.loaded ?? 0,
    quarantined: done?.quarantined ?? 0,
    duplicates: done?.duplicates ?? 0,
    inserted: done?.inserted ?? 0,
    updated: done?.updated ?? 0,
    deleted: done?.deleted ?? 0,
  };
};

const runError = (datasets: readonly ReportDataset[], failure: string | undefined): string | undefined => {
  const failed = datasets.filter(({ state }) => state === "FAILED").map(({ datasetId }) => datasetId);
  const summary =
    failed.length === 0
      ? undefined
      : `${counted(failed.length, "dataset")} of ${datasets.length.toString()} failed: ${listed(failed)}`;
  return [failure, summary].filter((part) => part !== undefined).join("; ") || undefined;
};

/**
 * The morning's answer. A run succeeded when each of its datasets has source = planned = landed = loaded + quarantined +
 * duplicates, with equal row hashes, and nothing else went wrong.
 */
export const buildReport = (facts: ReportFacts): Report => {
  const { runId, group, window } = facts.input;
  const datasets = facts.datasets.map((item) => reportDataset(item, facts));
  const planless = datasets.length === 0 ? "RUN_NOT_PLANNED the run has no dataset in the ledger" : undefined;
  const error = runError(datasets, facts.failure ?? planless);
  return {
    formatVersion: 1,
    runId,
    group,
    window,
    state: error === undefined ? "SUCCEEDED" : "FAILED",
    ...(error !== undefined && { error }),
    startedAt: facts.startedAt,
    finishedAt: facts.finishedAt,
    datasets,
    ...(facts.drift !== undefined && { drift: facts.drift }),
  };
};
