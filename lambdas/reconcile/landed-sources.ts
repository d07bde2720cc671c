import { saysMore } from "../../model/field-notes.ts";
import type { DatasetItem, PageItem, RunItem } from "../../model/documents/ledger-items.ts";
import { notesByDataset } from "../../model/dataset-notes.ts";
import type { RunReader } from "../../aws/ledger/ledger-reader.ts";

/** A source with landed data, reconciled or not. */
export interface LandedSource {
  readonly source: string;
  /**
   * Its records' fields differ from the contracts' in ways that were not yet seen in the previous run: a reason to
   * crawl.
   */
  readonly drifted: boolean;
}

export type LandedPorts = Pick<RunReader, "datasets" | "pages" | "previousRun">;

interface Landed {
  readonly run: RunItem;
  readonly datasets: readonly DatasetItem[];
  readonly pages: readonly PageItem[];
  readonly sourceOf: (datasetId: string) => string;
}

/**
 * Datasets with new differences in fields. Differences that the previous run had were crawled then, so they are no
 * reason to crawl again: otherwise a field deliberately left undeclared would cost a crawl every night.
 */
const driftedDatasets = async ({ run, datasets, pages }: Landed, ports: LandedPorts): Promise<readonly string[]> => {
  const notes = notesByDataset(datasets, pages);
  // In most nights nothing differs, so the previous run is not queried.
  if (notes.size === 0) return [];
  const previous = await ports.previousRun(run);
  const known =
    previous === undefined
      ? new Map<string, never>()
      : notesByDataset(...(await Promise.all([ports.datasets(previous.runId), ports.pages(previous.runId)])));
  return [...notes].filter(([id, found]) => saysMore(found, known.get(id))).map(([id]) => id);
};

/** Sources with landed data, in alphabetical order. */
export const landedSources = async (landed: Landed, ports: LandedPorts): Promise<readonly LandedSource[]> => {
  const { datasets, sourceOf } = landed;
  const sources = new Set(datasets.filter(({ landedRows }) => landedRows > 0).map((item) => sourceOf(item.datasetId)));
  const drifted = new Set((await driftedDatasets(landed, ports)).map(sourceOf));
  return [...sources].sort().map((source) => ({ source, drifted: drifted.has(source) }));
};

/**
 * Age of the last crawl at which the next one is due, whatever was noted: only a crawl detects types. Half a day less
 * than a week, so that it is also due in a night that is quicker than the one a week ago.
 */
const dueAfterHours = 6.5 * 24;

/** A crawl that began before this instant is too old. Based on the run's start, so that repeated calls agree. */
export const crawlDueBefore = ({ startedAt }: Pick<RunItem, "startedAt">): string =>
  new Date(Date.parse(startedAt) - dueAfterHours * 3_600_000).toISOString();
