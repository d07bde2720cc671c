import { describeDrift, describeUnnamed } from "../../model/drift.ts";
import type { DatasetItem } from "../../model/documents/ledger-items.ts";
import type { Report, ReportDataset } from "../../model/documents/report.ts";
import { describeCuration } from "../../model/sql/curation.ts";
import type { StepSeconds } from "../night/outcome.ts";
import { formatCount, formatSeconds, plural } from "./format.ts";
import { numbers, table, type Column } from "./table.ts";
import type { Text } from "./text.ts";

/** The lines below say whether everything is accounted for: columns that are zero on most nights are dropped first. */
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
  row.source === undefined ? (row.state === "SUCCEEDED" ? "no total" : "not asked") : formatCount(row.source),
  row.planned === undefined ? "unknown" : formatCount(row.planned),
  ...[row.landed, row.loaded, row.quarantined, row.duplicates].map(formatCount),
  row.state,
];

/**
 * A dataset is accounted for if each record of the source is in exactly one place; of a source that gives no total, each
 * record that landed.
 */
export const isAccountedFor = (row: ReportDataset): boolean =>
  (row.source ?? row.landed) === row.landed &&
  row.landed === row.loaded + row.quarantined + row.duplicates + (row.outside ?? 0);

/** Claims only what was compared: an empty dataset has no sums. */
const proofLines = ({ datasets }: Report): readonly string[] => {
  const isOutside = datasets.some(({ outside }) => outside !== undefined);
  const landed = `landed = loaded + quarantined + duplicates${isOutside ? " + outside" : ""}`;
  const equation = `source = ${landed}`;
  const failed = datasets.filter(({ state }) => state === "FAILED");
  const compared = datasets.filter(({ state }) => state === "SUCCEEDED");
  const open = compared.filter((row) => !isAccountedFor(row)).map(({ datasetId }) => datasetId);
  const withoutTotal = compared.filter(({ source }) => source === undefined).map(({ datasetId }) => datasetId);
  const withTotal = compared.length - withoutTotal.length;
  const whom =
    withTotal === datasets.length ? "for every dataset" : `for ${withTotal} of ${plural(datasets.length, "dataset")}`;
  return [
    ...(open.length > 0 ? [`NOT accounted for (${equation}): ${open.join(", ")}`] : []),
    ...(open.length === 0 && withTotal > 0 ? [`${equation}, ${whom}`] : []),
    ...(open.length === 0 && withoutTotal.length > 0
      ? [`${landed}, where the source gives no total: ${withoutTotal.join(", ")}`]
      : []),
    ...(failed.length === 0
      ? []
      : [`nothing is claimed about failed datasets: ${failed.map(({ datasetId }) => datasetId).join(", ")}`]),
  ];
};

const noteLines = ({ datasets }: Report): readonly string[] =>
  datasets.flatMap(({ datasetId, quarantinedBy = {}, warnings = [], outside = 0, processed }) => {
    const reasons = Object.entries(quarantinedBy).map(([reason, rows]) => `${formatCount(rows)} ${reason}`);
    return [
      ...(reasons.length === 0 ? [] : [`${datasetId}: quarantined ${reasons.join(", ")}`]),
      ...(outside === 0 ? [] : [`${datasetId}: ${plural(outside, "row")} outside the window, not loaded`]),
      ...(processed === "SUPERSEDED"
        ? [`${datasetId}: the table holds a newer extraction, so nothing was published`]
        : []),
      ...warnings.map((warning) => `${datasetId}: ${warning}`),
    ];
  });

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

/** The morning answer for people: was the night complete, and if not, which dataset, page and reason. */
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
    ...proofLines(report),
    `tables: ${changed}`,
    ...describeCuration(report.curation ?? []),
    ...noteLines(report),
    ...reasons(report),
    ...driftLines(report),
  ];
};

/** A line for each dataset and hop: its number of rows, and the sum of their hashes. */
export const renderHops = ({ datasets }: Report): Text => {
  const rows = datasets.flatMap(({ datasetId, source, planned, landed, hops = [] }) => [
    ...(source === undefined ? [] : [[datasetId, "source", formatCount(source), ""]]),
    ...(planned === undefined ? [] : [[datasetId, "planned", formatCount(planned), ""]]),
    [datasetId, "landed", formatCount(landed), ""],
    ...hops.map(({ hop, rows: count, rowHashSum }) => [datasetId, hop, formatCount(count), rowHashSum]),
  ]);
  return table([{ title: "dataset" }, { title: "hop" }, numbers("rows"), numbers("sum of row hashes", 1)], rows);
};

/** A run without a report yet, as far as the ledger knows it. */
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
    item.unplanned === true || item.plannedRows === undefined ? "" : formatCount(item.plannedRows),
    formatCount(item.landedRows),
    item.unplanned === true ? "" : `${item.landedPages}/${item.plannedPages}`,
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
