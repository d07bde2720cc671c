import { describeDrift, describeUnnamed } from "../../model/drift.ts";
import type { DatasetItem } from "../../model/ledger.ts";
import type { Report, ReportDataset } from "../../model/run.ts";
import { describeCuration } from "../../model/sql/curation.ts";
import type { StepSeconds } from "../night/outcome.ts";
import { formatCount, formatSeconds, plural } from "./format.ts";
import { numbers, table, type Column } from "./table.ts";
import type { Text } from "./text.ts";

/** Whether all is accounted for is said below: what has come to nothing in most nights is left out first. */
const proofColumns: readonly Column[] = [
  { title: "dataset" },
  numbers("source"),
  numbers("planned", 1),
  numbers("landed", 2),
  numbers("loaded"),
  numbers("quarantined", 4),
  numbers("duplicates", 3),
  { title: "state" },
];

const proofRow = (row: ReportDataset): readonly string[] => [
  row.datasetId,
  ...[row.source, row.planned, row.landed, row.loaded, row.quarantined, row.duplicates].map(formatCount),
  row.state,
];

/** A dataset is accounted for when each record of the source is in exactly one place. */
export const isAccountedFor = (row: ReportDataset): boolean =>
  row.source === row.landed && row.landed === row.loaded + row.quarantined + row.duplicates + (row.outside ?? 0);

const proofLine = ({ datasets }: Report): string => {
  const open = datasets.filter((row) => !isAccountedFor(row)).map(({ datasetId }) => datasetId);
  return open.length === 0
    ? "source = landed = loaded + quarantined + duplicates, for every dataset"
    : `NOT accounted for (source = landed = loaded + quarantined + duplicates): ${open.join(", ")}`;
};

const total = (datasets: readonly ReportDataset[], count: (row: ReportDataset) => number): number =>
  datasets.reduce((sum, row) => sum + count(row), 0);

const reasons = ({ datasets, error }: Report): readonly string[] => [
  ...(error === undefined ? [] : [error]),
  ...datasets.flatMap((row) => (row.error === undefined ? [] : [`${row.datasetId}: ${row.error}`])),
];

const driftLines = ({ drift }: Report): readonly string[] => [
  ...(drift?.findings ?? []).map((finding) => `drift: ${describeDrift(finding)}`),
  ...(drift?.unnamed ?? []).map((unnamed) => `drift: ${describeUnnamed(unnamed)}`),
  ...(drift?.unknown ?? []).map(({ subject, reason }) => `drift unknown: ${subject}: ${reason}`),
  ...(drift?.notDue ?? []).map((source) => `crawl: not due for ${source}`),
];

/** The morning's answer for people: was the night complete, and if not, which dataset, page and reason. */
export const renderReport = (report: Report): Text => {
  const { datasets } = report;
  const changed = (["inserted", "updated", "deleted"] as const)
    .map((kind) => `${formatCount(total(datasets, (row) => row[kind]))} ${kind}`)
    .join(", ");
  return [
    `${report.runId}: ${report.state}`,
    `window ${report.window.since} to ${report.window.until}`,
    "",
    table(proofColumns, datasets.map(proofRow)),
    "",
    proofLine(report),
    `tables: ${changed}`,
    ...describeCuration(report.curation ?? []),
    ...reasons(report),
    ...driftLines(report),
  ];
};

/** A run that has no report yet, as far as the ledger knows it. */
export const renderLedger = (runId: string, state: string, datasets: readonly DatasetItem[]): Text => {
  const columns = [
    { title: "dataset" },
    numbers("source", 1),
    numbers("planned", 2),
    numbers("landed", 3),
    numbers("pages"),
    { title: "state" },
  ];
  const rows = datasets.map((item) => [
    item.datasetId,
    item.sourceRows === undefined ? "" : formatCount(item.sourceRows),
    item.unplanned === true ? "" : formatCount(item.plannedRows),
    formatCount(item.landedRows),
    item.unplanned === true ? "" : `${item.landedPages.toString()}/${item.plannedPages.toString()}`,
    item.failedPages > 0 ? `${item.state}, ${plural(item.failedPages, "page")} failed` : item.state,
  ]);
  const errors = datasets.flatMap(({ datasetId, error }) => (error === undefined ? [] : [`${datasetId}: ${error}`]));
  return [`${runId}: ${state}`, "", table(columns, rows), ...errors];
};

/** Seconds by step in one line, with the rate of the whole run. */
export const renderSpeed = (seconds: StepSeconds, rows: number): string => {
  const { total: all, ...steps } = seconds;
  const parts = Object.entries(steps).map(([step, taken]) => `${step} ${formatSeconds(taken)}`);
  if (all === undefined) return parts.join(", ");
  return `${[...parts, `total ${formatSeconds(all)}`].join(", ")}; ${formatCount(rows / Math.max(all, 0.001))} rows/s`;
};

export const landedRows = (datasets: readonly { readonly landed: number }[]): number =>
  datasets.reduce((sum, { landed }) => sum + landed, 0);
