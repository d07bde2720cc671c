import type { Dataset } from "../../model/dataset.ts";
import type { LandedPageItem, RunItem } from "../../model/ledger.ts";
import { askedWindow } from "../../model/lookback.ts";
import type { Manifest, ManifestDataset, PageRecord, Window } from "../../model/run.ts";

const recordOf = (item: LandedPageItem): PageRecord => ({
  page: item.page,
  key: item.key,
  rows: item.rows,
  bytes: item.bytes,
  sha256: item.sha256,
  rowHashSum: item.rowHashSum,
  extractedAt: item.extractedAt,
});

/** A dataset's entry; the same pages give the same entry in whatever order they landed. */
export const manifestDataset = (
  { id: datasetId, extraction }: Pick<Dataset, "id" | "extraction">,
  window: Window,
  sourceRows: number,
  pages: readonly LandedPageItem[],
): ManifestDataset => {
  const objects = pages.map(recordOf).sort((one, other) => one.page - other.page);
  return {
    datasetId,
    window: askedWindow(extraction, window),
    sourceRows,
    rows: objects.reduce((sum, { rows }) => sum + rows, 0),
    rowHashSum: objects.reduce((sum, { rowHashSum }) => sum + BigInt(rowHashSum), 0n).toString(),
    objects,
  };
};

const byId = (one: ManifestDataset, other: ManifestDataset): number => (one.datasetId < other.datasetId ? -1 : 1);

export const manifestOf = (run: RunItem, bucket: string, datasets: readonly ManifestDataset[]): Manifest => ({
  formatVersion: 1,
  runId: run.runId,
  group: run.group,
  window: run.window,
  bucket,
  bundleKey: run.bundleKey,
  datasets: [...datasets].sort(byId),
});
