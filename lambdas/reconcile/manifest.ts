import type { PlannedRun } from "../../model/ledger.ts";
import type { Dataset } from "../../model/documents/contract-bundle.ts";
import type { LandedPageItem } from "../../model/documents/ledger-items.ts";
import { askedWindow } from "../../model/lookback.ts";
import type { Manifest, ManifestDataset } from "../../model/documents/manifest.ts";
import type { PageRecord } from "../../model/documents/page-record.ts";
import type { Window } from "../../model/documents/values.ts";

const recordOf = (item: LandedPageItem): PageRecord => ({
  page: item.page,
  key: item.key,
  rows: item.rows,
  bytes: item.bytes,
  sha256: item.sha256,
  rowHashSum: item.rowHashSum,
  extractedAt: item.extractedAt,
});

/** A dataset's entry; the same pages give the same entry, in whatever order they landed. */
export const manifestDataset = (
  { id: datasetId, extraction }: Pick<Dataset, "id" | "extraction">,
  window: Window,
  sourceRows: number | undefined,
  pages: readonly LandedPageItem[],
): ManifestDataset => {
  const objects = pages.map(recordOf).sort((one, other) => one.page - other.page);
  return {
    datasetId,
    window: askedWindow(extraction, window),
    ...(sourceRows !== undefined && { sourceRows }),
    rows: objects.reduce((sum, { rows }) => sum + rows, 0),
    rowHashSum: objects.reduce((sum, { rowHashSum }) => sum + BigInt(rowHashSum), 0n).toString(),
    objects,
  };
};

const byId = (one: ManifestDataset, other: ManifestDataset): number => (one.datasetId < other.datasetId ? -1 : 1);

export const manifestOf = (run: PlannedRun, bucket: string, datasets: readonly ManifestDataset[]): Manifest => ({
  formatVersion: 1,
  runId: run.runId,
  group: run.group,
  window: run.window,
  bucket,
  bundleKey: run.bundleKey,
  datasets: [...datasets].sort(byId),
});
