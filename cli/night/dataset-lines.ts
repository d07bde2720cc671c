import type { RunStatus } from "../../aws/ledger/ledger-reader.ts";
import type { DatasetItem } from "../../model/documents/ledger-items.ts";
import { formatCount, formatSeconds, plural } from "../output/format.ts";

/** A terminal shows about this many lines without scrolling. */
const shown = 16;

/** Active and failed datasets come first. */
const order: readonly DatasetItem["state"][] = ["EXTRACTING", "FAILED", "RECONCILED", "SUCCEEDED"];

const pagesOf = ({ unplanned, plannedPages, landedPages, failedPages }: DatasetItem): string => {
  if (unplanned === true) return "";
  const failed = failedPages > 0 ? `, ${plural(failedPages, "page")} failed` : "";
  return `pages ${formatCount(landedPages)} of ${formatCount(plannedPages)}${failed}`;
};

/** A run's elapsed time, and a line for each dataset, unfinished ones first. Pure. */
export const datasetLines = ({ run, datasets }: RunStatus, at: number): readonly string[] => {
  const sorted = order.flatMap((state) => datasets.filter((dataset) => dataset.state === state));
  const width = Math.max(0, ...sorted.map(({ datasetId }) => datasetId.length));
  const lines = sorted
    .slice(0, shown)
    .map((dataset) => `${dataset.datasetId.padEnd(width)}  ${dataset.state.padEnd(10)}  ${pagesOf(dataset)}`.trimEnd());
  const more = sorted.length > shown ? [`and ${plural(sorted.length - shown, "more dataset")}`] : [];
  return [
    `${formatSeconds(Math.max(0, at - Date.parse(run.startedAt)) / 1000)} since it was planned`,
    ...lines,
    ...more,
  ];
};

/** `2 FAILED, 3 RECONCILED`; empty while all are in one state. Pure. */
export const describeStates = (datasets: readonly Pick<DatasetItem, "state">[]): string => {
  const counts = order
    .map((state) => ({ state, count: datasets.filter((dataset) => dataset.state === state).length }))
    .filter(({ count }) => count > 0);
  return counts.length < 2 ? "" : counts.map(({ state, count }) => `${formatCount(count)} ${state}`).join(", ");
};
