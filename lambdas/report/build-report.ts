import type { Drift } from "../../model/documents/drift.ts";
import type { DatasetItem } from "../../model/documents/ledger-items.ts";
import type { Hop, NightNotes, ProcessedDataset, ProcessResult } from "../../model/documents/process-result.ts";
import type { Report, ReportDataset } from "../../model/documents/report.ts";
import type { RunInput } from "../../model/documents/run-input.ts";
import type { ReportModel } from "../../model/documents/report.ts";
import { counted, listed } from "../../model/wording.ts";

export interface ReportFacts {
  readonly input: RunInput;
  readonly startedAt: string;
  readonly finishedAt: string;
  /** The datasets in the ledger; empty if the run was never planned. */
  readonly datasets: readonly DatasetItem[];
  /** `undefined` if the job left no result. */
  readonly processed: ProcessResult | undefined;
  /** `undefined` if the curate job left no result. */
  readonly models: readonly ReportModel[] | undefined;
  /** Why the state machine deviated from its normal path. */
  readonly failure: string | undefined;
  /** `undefined` if nothing landed. */
  readonly drift: Drift | undefined;
}

const unequal = (code: string, one: string, other: string): string => `${code} ${one}, but ${other}`;

/** Row counts of the final places: each row is in exactly one of them. */
const placesOf = (done: ProcessedDataset): readonly number[] => [
  done.loaded,
  done.quarantined,
  done.duplicates,
  done.outside ?? 0,
];

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** Total of those hops, by count and hashes, as text: equal texts mean equal rows. */
const rowsAt = (hops: readonly Hop[], ...names: readonly Hop["hop"][]): string => {
  const found = hops.filter(({ hop }) => names.includes(hop));
  const hashes = found.reduce((total, hop) => total + BigInt(hop.rowHashSum), 0n);
  return `${sum(found.map((hop) => hop.rows))} rows with hash sum ${hashes}`;
};

/**
 * Where the table did not get the accepted rows: each must be written or already stored; unpublished nights write none.
 */
const writtenFaults = ({ state, hops = [] }: ProcessedDataset): readonly string[] => {
  // Results without the hop `stored`, written by an earlier release, cannot be compared.
  if (!hops.some(({ hop }) => hop === "stored")) return [];
  const [written, nothing] = [rowsAt(hops, "written"), rowsAt([])];
  if (state !== "PUBLISHED" && written !== nothing) {
    return [unequal("HOP_WRITTEN_DIFFERS", "nothing was published", `${written} were written`)];
  }
  if (state === "SUPERSEDED") return [];
  const [accepted, arrived] = [rowsAt(hops, "accepted"), rowsAt(hops, "written", "stored")];
  return accepted === arrived
    ? []
    : [unequal("HOP_WRITTEN_DIFFERS", `accepted ${accepted}`, `${arrived} were written or already stored`)];
};

/** Where hops do not add up: all rows are staged, and each staged row is in one place, by counts and hashes. */
const hopFaults = (done: ProcessedDataset): readonly string[] => {
  const { rows, rowHashSum, hops = [] } = done;
  if (hops.length === 0) return [];
  const at = (...names: readonly Hop["hop"][]): string => rowsAt(hops, ...names);
  const [raw, read] = [at("raw"), `${rows} rows with hash sum ${rowHashSum}`];
  const [staged, places] = [at("staged"), at("accepted", "quarantined", "duplicates", "outside")];
  return [
    ...(raw === read ? [] : [unequal("HOP_RAW_DIFFERS", `read ${read}`, `hop raw has ${raw}`)]),
    ...(staged === places ? [] : [unequal("HOP_STAGED_DIFFERS", `staged ${staged}`, `the next hops have ${places}`)]),
    ...writtenFaults(done),
  ];
};

/** Differences between the job's input and its reported result; each names both figures. */
const processFaults = (item: DatasetItem, done: ProcessedDataset): readonly string[] => {
  const landed = item.landedRows.toString();
  const places = placesOf(done);
  const faults: string[] = [];
  if (done.state === "FAILED") faults.push(`PROCESS_FAILED ${done.error ?? "the job gave no reason"}`);
  // A dataset that failed in the job may have no counts; its figures prove nothing either way.
  if (done.state === "FAILED") return faults;
  if (done.rows !== item.landedRows) {
    faults.push(unequal("ROWS_NOT_READ", `landed ${landed} rows`, `the job read ${done.rows}`));
  }
  if (sum(places) !== done.rows) {
    const parts = `${places.map((rows) => rows.toString()).join(" + ")} = ${sum(places)}`;
    faults.push(unequal("ROWS_UNACCOUNTED", `the job read ${done.rows} rows`, parts));
  }
  if (done.rowHashSum !== item.rowHashSum) {
    const hashes = [item.rowHashSum ?? "nothing", done.rowHashSum] as const;
    faults.push(
      unequal(
        "ROW_HASHES_DIFFER",
        `hashes of the raw rows sum to ${hashes[0]}`,
        `those of the job's rows to ${hashes[1]}`,
      ),
    );
  }
  return [...faults, ...hopFaults(done)];
};

const sourceFaults = ({ sourceRows, plannedRows, landedRows }: DatasetItem): readonly string[] => {
  // Without a total there is nothing to compare but another walk, if the contract asks for one
  const said = plannedRows === undefined ? [sourceRows ?? landedRows] : [sourceRows ?? "unknown", plannedRows];
  if (said.every((figure) => figure === landedRows)) return [];
  const planned = plannedRows === undefined ? [] : [`planned ${plannedRows}`];
  return [`COUNTS_DIFFER ${[`source ${sourceRows ?? "unknown"}`, ...planned, `landed ${landedRows}`].join(", ")}`];
};

const findFault = (item: DatasetItem, done: ProcessedDataset | undefined, facts: ReportFacts): string | undefined => {
  if (item.error !== undefined) return item.error;
  if (done === undefined) return facts.failure ?? "NOT_PROCESSED the job's result doesn't name the dataset";
  const faults = [...sourceFaults(item), ...processFaults(item, done)];
  return faults.length === 0 ? undefined : `dataset ${item.datasetId}: ${faults.join("; ")}`;
};

/** Nothing requests these rows automatically: their night is over, and no later run reads it again. */
const lateWarnings = ({ late = [] }: DatasetItem): readonly string[] =>
  late.map(({ rows, window: { since, until } }) => {
    const found = `the source has ${counted(rows, "row")} of ${since} to ${until} that arrived after that night was read`;
    return `ROWS_LATE ${found}; run it again, or set lakehouseLookbackHours in the contract`;
  });

/** The job's notes on the night, without empty ones. */
const notesOf = (item: DatasetItem, done: ProcessedDataset): NightNotes => {
  const { outside = 0, loadedOutside = 0, changed = 0, removed = 0, quarantinedBy = {}, hops = [] } = done;
  const warnings = [...(done.warnings ?? []), ...lateWarnings(item)];
  return {
    ...(outside > 0 && { outside }),
    ...(loadedOutside > 0 && { loadedOutside }),
    ...(changed > 0 && { changed }),
    ...(removed > 0 && { removed }),
    ...(Object.keys(quarantinedBy).length > 0 && { quarantinedBy }),
    ...(warnings.length > 0 && { warnings }),
    ...(hops.length > 0 && { hops }),
  };
};

const reportDataset = (item: DatasetItem, facts: ReportFacts): ReportDataset => {
  const done = facts.processed?.datasets.find(({ datasetId }) => datasetId === item.datasetId);
  const error = findFault(item, done, facts);
  return {
    datasetId: item.datasetId,
    state: error === undefined ? "SUCCEEDED" : "FAILED",
    ...(error !== undefined && { error }),
    ...(done && { processed: done.state, ...notesOf(item, done) }),
    ...(item.sourceRows !== undefined && { source: item.sourceRows }),
    ...(item.plannedRows !== undefined && { planned: item.plannedRows }),
    landed: item.landedRows,
    loaded: done?.loaded ?? 0,
    quarantined: done?.quarantined ?? 0,
    duplicates: done?.duplicates ?? 0,
    inserted: done?.inserted ?? 0,
    updated: done?.updated ?? 0,
    deleted: done?.deleted ?? 0,
  };
};

/** `2 models of 9 failed: …`; `undefined` if none failed. */
const failedOf = <Item extends { readonly state: string }>(
  noun: string,
  items: readonly Item[],
  nameOf: (item: Item) => string,
): string | undefined => {
  const failed = items.filter(({ state }) => state === "FAILED").map(nameOf);
  return failed.length === 0
    ? undefined
    : `${counted(failed.length, noun)} of ${items.length} failed: ${listed(failed)}`;
};

/** Why a run is incomplete apart from its datasets and models; `undefined` if nothing is wrong. */
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
 * The report of the night. A run succeeded if each of its datasets has source = planned = landed = loaded + quarantined
 * + duplicates + outside, with equal row hashes at every hop up to the rows read back from its table, no model failed,
 * and nothing else went wrong.
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
