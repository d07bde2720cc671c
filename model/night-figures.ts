/**
 * The outcome of each dataset in each night, as a table next to the dataset's own: its readers can see how complete it
 * is. Pure.
 */
import type { Bundle, Classification, ColumnType } from "./documents/contract-bundle.ts";
import { attemptOf } from "./names.ts";
import type { Report, ReportDataset } from "./documents/report.ts";
import { dateIn } from "./windows.ts";

/** Exists in every source's processed database. */
export const nightFiguresTable = "dataset_nights";

interface FigureColumn {
  readonly type: ColumnType;
  readonly classification: Classification;
}

const internal = (type: ColumnType): FigureColumn => ({ type, classification: "internal" });

/** One row per dataset and run; a rerun night has a row per attempt. */
export const nightFiguresColumns = {
  /** Last day of the night's window, in the group's time zone. */
  night: internal("date"),
  schedule_group: internal("string"),
  dataset: internal("string"),
  run_id: internal("string"),
  attempt: internal("int"),
  state: internal("string"),
  window_since: internal("timestamp"),
  window_until: internal("timestamp"),
  started_at: internal("timestamp"),
  finished_at: internal("timestamp"),
  /** Null if the source gave no total. */
  source_rows: internal("bigint"),
  landed_rows: internal("bigint"),
  loaded_rows: internal("bigint"),
  quarantined_rows: internal("bigint"),
  duplicate_rows: internal("bigint"),
  outside_rows: internal("bigint"),
  inserted_rows: internal("bigint"),
  updated_rows: internal("bigint"),
  deleted_rows: internal("bigint"),
  /** E.g. `WRONG_TYPE 2, KEY_NULL 1`. */
  quarantined_by: internal("string"),
  /** Hours since the last publication if that is more than the contract promises, else null. */
  late_hours: internal("double"),
  error: internal("string"),
} as const satisfies Readonly<Record<string, FigureColumn>>;

type FigureRow = Readonly<Record<keyof typeof nightFiguresColumns, string | number | null>>;

/** In Athena's format for timestamps in JSON. */
const timestamp = (instant: string): string => instant.replace("T", " ").replace("Z", "");

const rowOf = (report: Report, dataset: ReportDataset, night: string): FigureRow => {
  const { runId, group, window, startedAt, finishedAt, late = [] } = report;
  const { datasetId, quarantinedBy = {} } = dataset;
  const reasons = Object.entries(quarantinedBy).map(([reason, rows]) => `${reason} ${rows}`);
  return {
    ...{ night, schedule_group: group, dataset: datasetId, run_id: runId, attempt: attemptOf(runId) },
    state: dataset.state,
    window_since: timestamp(window.since),
    window_until: timestamp(window.until),
    started_at: timestamp(startedAt),
    finished_at: timestamp(finishedAt),
    source_rows: dataset.source ?? null,
    landed_rows: dataset.landed,
    loaded_rows: dataset.loaded,
    quarantined_rows: dataset.quarantined,
    duplicate_rows: dataset.duplicates,
    outside_rows: dataset.outside ?? 0,
    inserted_rows: dataset.inserted,
    updated_rows: dataset.updated,
    deleted_rows: dataset.deleted,
    quarantined_by: reasons.join(", ") || null,
    late_hours: late.find((one) => one.datasetId === datasetId)?.hours ?? null,
    error: dataset.error ?? null,
  };
};

/** The report's rows by source: each source's table has its own rows, so whoever may see a source sees its nights. */
export const nightFiguresOf = (
  report: Report,
  { datasets, schedules }: Pick<Bundle, "datasets" | "schedules">,
): ReadonlyMap<string, readonly FigureRow[]> => {
  const timeZone = schedules.find(({ group }) => group === report.group)?.timeZone ?? "UTC";
  const night = dateIn(new Date(Date.parse(report.window.until) - 1).toISOString(), timeZone);
  const bySource = new Map<string, FigureRow[]>();
  for (const dataset of report.datasets) {
    const source = datasets.find(({ id }) => id === dataset.datasetId)?.source;
    if (source === undefined) continue;
    bySource.set(source, [...(bySource.get(source) ?? []), rowOf(report, dataset, night)]);
  }
  return bySource;
};

/** Prefix of the table's objects in the processed bucket. */
export const nightFiguresPrefix = (source: string): string => `${source}/${nightFiguresTable}/`;

/** One object per run, so that a rewritten report replaces its own rows. */
export const nightFiguresKey = (source: string, runId: string): string => `${nightFiguresPrefix(source)}${runId}.jsonl`;
