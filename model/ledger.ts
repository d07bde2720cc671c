/**
 * What the ledger remembers of a run, and under which keys. One DynamoDB table with string keys `pk` and `sk`:
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
 * | `MAIL#<name>`  | `<day>#<hash of the address>` | what became of sending it |
 */
import type { PageRecord, Window } from "./run.ts";

/**
 * Datasets that one run carries. Its item holds what is still to be written of all of them, at most 400 KB with gzip, and
 * the notification names each, at most 256 KiB.
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
/** @param recipient stands for an address, which the ledger doesn't keep */
export const mailKey = (name: string, day: string, recipient: string): LedgerKey => ({
  pk: `MAIL#${name}`,
  sk: `${day}#${recipient}`,
});
export const lockKey = (group: string): LedgerKey => ({ pk: `GROUP#${group}`, sk: "LOCK" });
export const groupKey = (group: string): LedgerKey => ({ pk: groupsKey, sk: group });

/** EXTRACTING until every page is settled and compared; RECONCILED while the job works; then the run's end. */
export const runStates = ["EXTRACTING", "RECONCILED", "SUCCEEDED", "FAILED"] as const;
export type RunState = (typeof runStates)[number];

export const pageStates = ["LANDED", "FAILED"] as const;
export type PageState = (typeof pageStates)[number];

export interface RunItem {
  readonly runId: string;
  readonly group: string;
  readonly window: Window;
  readonly state: RunState;
  /** Key of the compiled contracts that the run was planned with. */
  readonly bundleKey: string;
  readonly startedAt: string;
  /** There when the window wasn't over when the run began: the source may get more rows of it. */
  readonly partial?: true;
  /** Resumes the state machine; a secret of a sort, so no read for people shows it. */
  readonly taskToken?: string;
  readonly manifestKey?: string;
  /** Datasets that reconciled and that did not; there with `manifestKey`. */
  readonly reconciled?: number;
  readonly failed?: number;
  readonly finishedAt?: string;
  readonly reportKey?: string;
  readonly error?: string;
}

/** Rows of an earlier night that came to the source after that night was read. */
export interface LateRows {
  readonly window: Window;
  readonly rows: number;
}

export interface DatasetItem {
  readonly datasetId: string;
  readonly state: RunState;
  /** There when the source gave no total: what was planned is unknown then, and not the 0 that stands there. */
  readonly unplanned?: true;
  /** The source's total when the run was planned. */
  readonly plannedRows: number;
  readonly plannedPages: number;
  /** Counted in the transaction that lands a page, so a page counts once. */
  readonly landedRows: number;
  readonly landedPages: number;
  readonly landedBytes: number;
  /** When the newest page landed, ISO 8601; absent before the first. */
  readonly lastLandedAt?: string;
  /** Rows that the source has of nights before, and had not when these were read; absent when there are none. */
  readonly late?: readonly LateRows[];
  /** Pages that were given up. */
  readonly failedPages: number;
  /** The source's total, asked again after the last page; absent when it wasn't asked, or gave none. */
  readonly sourceRows?: number;
  /** Sum over the manifest's pages; there when the dataset reconciled. */
  readonly rowHashSum?: string;
  readonly error?: string;
}

export interface LandedPageItem extends PageRecord {
  readonly datasetId: string;
  readonly state: "LANDED";
}

export interface FailedPageItem {
  readonly datasetId: string;
  readonly page: number;
  readonly state: "FAILED";
  readonly error: string;
  readonly failedAt: string;
}

export type PageItem = LandedPageItem | FailedPageItem;

export interface GroupRunItem {
  readonly runId: string;
  readonly group: string;
  readonly window: Window;
  readonly startedAt: string;
  /** As of RunItem. */
  readonly partial?: true;
}

/**
 * The run that is at work in a group, from the transaction that opens it until its report; without attributes when there is
 * none. One lock for all windows: tables that are read whole overlap in every night, and two runs would publish to the same
 * tables side by side.
 */
export interface LockItem {
  readonly runId: string;
  /** Instant, ISO 8601. */
  readonly since: string;
}

export interface GroupItem {
  readonly group: string;
}

/** Whether a run that began at `startedAt` (ISO 8601) came before the end of its window. */
export const isPartial = ({ window, startedAt }: Pick<RunItem, "window" | "startedAt">): boolean =>
  Date.parse(window.until) > Date.parse(startedAt);

/** No page of the dataset is awaited any more: each landed or failed for good, or the dataset failed when it was planned. */
export const isSettled = (dataset: DatasetItem): boolean =>
  dataset.state !== "EXTRACTING" || dataset.landedPages + dataset.failedPages >= dataset.plannedPages;
