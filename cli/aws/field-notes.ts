import type { LedgerReader } from "../../aws/ledger/ledger-reader.ts";
import { notesByDataset } from "../../model/dataset-notes.ts";
import type { FieldNotes } from "../../model/documents/page-record.ts";

/** The group's newest run that landed something, and extract's notes about its datasets' fields. */
export interface NotedRun {
  readonly runId: string;
  /** Datasets for which rows landed. */
  readonly datasets: ReadonlySet<string>;
  /** By dataset; those that agree with their contract are absent. */
  readonly notes: ReadonlyMap<string, FieldNotes>;
}

/** How many runs to search for one that landed something. */
const latestLimit = 10;

/** `undefined` if no recent run of the group landed anything. */
export const latestNotes = async (
  ledger: Pick<LedgerReader, "latestRuns" | "runStatus" | "pages">,
  group: string,
): Promise<NotedRun | undefined> => {
  for (const { runId } of await ledger.latestRuns({ group, limit: latestLimit })) {
    const items = (await ledger.runStatus(runId))?.datasets ?? [];
    const landed = items.filter(({ landedRows }) => landedRows > 0).map(({ datasetId }) => datasetId);
    if (landed.length === 0) continue;
    return { runId, datasets: new Set(landed), notes: notesByDataset(items, await ledger.pages(runId)) };
  }
  return undefined;
};
