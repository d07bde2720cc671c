import { noteDataset } from "./field-notes.ts";
import type { FieldNotes } from "./documents/page-record.ts";
import type { DatasetItem, PageItem } from "./documents/ledger-items.ts";

/** Field notes of a run's landed pages, by dataset; datasets that match their contract are absent. */
export const notesByDataset = (
  datasets: readonly DatasetItem[],
  pages: readonly PageItem[],
): ReadonlyMap<string, FieldNotes> => {
  const landed = new Map<string, (PageItem & { readonly state: "LANDED" })[]>();
  for (const page of pages) {
    if (page.state !== "LANDED") continue;
    const known = landed.get(page.datasetId);
    if (known === undefined) landed.set(page.datasetId, [page]);
    else known.push(page);
  }
  return new Map(
    datasets.flatMap(({ datasetId, plannedPages }) => {
      const ofDataset = landed.get(datasetId) ?? [];
      const notes = noteDataset(ofDataset, ofDataset.length === plannedPages);
      return notes === undefined ? [] : [[datasetId, notes] as const];
    }),
  );
};
