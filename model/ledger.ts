/**
 * The ledger's items about a run, and their keys. One DynamoDB table with string keys `pk` and `sk`:
 *
 * | pk             | sk                    | item         |
 * |----------------|-----------------------|--------------|
 * | `RUN#<runId>`  | `META`                | RunItem      |
 * | `RUN#<runId>`  | `DATASET#<datasetId>` | DatasetItem  |
 * | `RUN#<runId>`  | `PAGE#<datasetId>#<6 digits>` | PageItem |
 * | `GROUP#<group>`| `RUN#<runId>`         | GroupRunItem |
 * | `GROUP#<group>`| `LOCK`                | LockItem     |
 * | `GROUPS`       | `<group>`             | GroupItem    |
 * | `STANDINGS`    | `<datasetId>`         | Standing     |
 * | `RATES`        | `<source>`            | RateItem     |
 * | `MAIL#<name>`  | `<day>#<hash of the address>` | outcome of sending it |
 */
import type { DatasetItem, LandedPageItem, PageItem, RunItem } from "./documents/ledger-items.ts";

/**
 * Maximum number of datasets per run. The run's item lists what remains to be written for all of them, at most 400 KB
 * with gzip, and the notification names each, at most 256 KiB.
 */
export const datasetsPerGroup = 1_000;

export interface LedgerKey {
  readonly pk: string;
  readonly sk: string;
}

export const datasetKeyPrefix = "DATASET#";
export const groupsKey = "GROUPS";

const runPartition = (runId: string): string => `RUN#${runId}`;

export const runKey = (runId: string): LedgerKey => ({ pk: runPartition(runId), sk: "META" });
export const datasetKey = (runId: string, datasetId: string): LedgerKey => ({
  pk: runPartition(runId),
  sk: `${datasetKeyPrefix}${datasetId}`,
});
export const pageKeyPrefix = (datasetId?: string): string => (datasetId === undefined ? "PAGE#" : `PAGE#${datasetId}#`);
export const pageKey = (runId: string, datasetId: string, page: number): LedgerKey => ({
  pk: runPartition(runId),
  sk: `${pageKeyPrefix(datasetId)}${page.toString().padStart(6, "0")}`,
});
export const groupRunKey = (group: string, runId: string): LedgerKey => ({ pk: `GROUP#${group}`, sk: `RUN#${runId}` });
export const standingKey = (datasetId: string): LedgerKey => ({ pk: "STANDINGS", sk: datasetId });
export const rateKey = (source: string): LedgerKey => ({ pk: "RATES", sk: source });
/** @param recipient stands for an address, which the ledger doesn't store */
export const mailKey = (name: string, day: string, recipient: string): LedgerKey => ({
  pk: `MAIL#${name}`,
  sk: `${day}#${recipient}`,
});
export const lockKey = (group: string): LedgerKey => ({ pk: `GROUP#${group}`, sk: "LOCK" });
export const groupKey = (group: string): LedgerKey => ({ pk: groupsKey, sk: group });

/** A run that was planned and so has a bundle key; a run that ended before planning has none. */
export type PlannedRun = RunItem & { readonly bundleKey: string };
export const isPlanned = (run: RunItem | undefined): run is PlannedRun => run?.bundleKey !== undefined;

/** Whether a run that started at `startedAt` (ISO 8601) started before the end of its window. */
export const isPartial = ({ window, startedAt }: Pick<RunItem, "window" | "startedAt">): boolean =>
  Date.parse(window.until) > Date.parse(startedAt);

/** No page of the dataset is pending: each landed or failed for good, or the dataset failed at planning. */
export const isSettled = (dataset: DatasetItem): boolean =>
  dataset.state !== "EXTRACTING" || dataset.landedPages + dataset.failedPages >= dataset.plannedPages;

export const isLanded = (page: PageItem): page is LandedPageItem => page.state === "LANDED";
