import type { Drift } from "../../model/drift.ts";
import type { DatasetItem } from "../../model/ledger.ts";
import type { ProcessedDataset, ProcessResult, Report, ReportDataset, RunInput } from "../../model/run.ts";
import type { ReportModel } from "../../model/sql/curation.ts";
import { counted, listed } from "../shared/messages.ts";

export interface ReportFacts {
  readonly input: RunInput;
  readonly startedAt: string;
  readonly finishedAt: string;
  /** As the ledger has them; none when the run was never planned. */
  readonly datasets: readonly DatasetItem[];
  /** Undefined when the job left no result. */
  readonly processed: ProcessResult | undefined;
  /** Undefined when the curate job left no result. */
  readonly models: readonly ReportModel[] | undefined;
  /** Why the state machine left its way. */
  readonly failure: string | undefined;
  /** Undefined when nothing landed. */
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

/** `2 models of 9 failed: …`; undefined when none did. */
const failedOf = <Item extends { readonly state: string }>(
  noun: string,
  items: readonly Item[],
  nameOf: (item: Item) => string,
): string | undefined => {
  const failed = items.filter(({ state }) => state === "FAILED").map(nameOf);
  return failed.length === 0
    ? undefined
    : `${counted(failed.length, noun)} of ${items.length.toString()} failed: ${listed(failed)}`;
};

/** Why a run isn't complete apart from its datasets and models; undefined when nothing is wrong. */
const runFault = ({ datasets, failure, processed, models }: ReportFacts): string | undefined => {
  if (failure !== undefined) return failure;
  if (datasets.length === 0) return "RUN_NOT_PLANNED the run has no dataset in the ledger";
  const isCurated = processed === undefined || models !== undefined;
  return isCurated ? undefined : "NOT_CURATED the curate job left no result";
};

const runError = (datasets: readonly ReportDataset[], facts: ReportFacts): string | undefined => {
  const parts = [
    runFault(facts),
    failedOf("dataset", datasets, ({ datasetId }) => datasetId),
    failedOf("model", facts.models ?? [], ({ name }) => name),
  ];
  return parts.filter((part) => part !== undefined).join("; ") || undefined;
};

/**
 * The morning's answer. A run succeeded when each of its datasets has source = planned = landed = loaded + quarantined +
 * duplicates, with equal row hashes, no model failed, and nothing else went wrong.
 */
export const buildReport = (facts: ReportFacts): Report => {
  const { runId, group, window } = facts.input;
  const datasets = facts.datasets.map((item) => reportDataset(item, facts));
  const error = runError(datasets, facts);
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
    ...(facts.models !== undefined && { curation: facts.models }),
    ...(facts.drift !== undefined && { drift: facts.drift }),
  };
};
