import { saysMore } from "../../model/field-notes.ts";
import type { DatasetItem, PageItem, RunItem } from "../../model/documents/ledger-items.ts";
import { notesByDataset } from "../../model/dataset-notes.ts";
import type { RunReader } from "../../aws/ledger/ledger-reader.ts";

/** A source of which something landed, reconciled or not. */
export interface LandedSource {
  readonly source: string;
  /** Its records' fields differ from the contracts' in a way that the run before didn't: a reason to crawl. */
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
 * Datasets whose fields differ anew. What the run before had too was crawled then, so it is no reason to crawl again: a
 * field that people decided to leave undeclared would cost a crawl every night.
 */
const driftedDatasets = async ({ run, datasets, pages }: Landed, ports: LandedPorts): Promise<readonly string[]> => {
  const notes = notesByDataset(datasets, pages);
  // In most nights nothing differs, and nobody is asked.
  if (notes.size === 0) return [];
  const previous = await ports.previousRun(run);
  const known =
    previous === undefined
      ? new Map<string, never>()
      : notesByDataset(...(await Promise.all([ports.datasets(previous.runId), ports.pages(previous.runId)])));
  return [...notes].filter(([id, found]) => saysMore(found, known.get(id))).map(([id]) => id);
};

/** Sources of which something landed, in alphabetical order. */
export const landedSources = async (landed: Landed, ports: LandedPorts): Promise<readonly LandedSource[]> => {
  const { datasets, sourceOf } = landed;
  const sources = new Set(datasets.filter(({ landedRows }) => landedRows > 0).map((item) => sourceOf(item.datasetId)));
  const drifted = new Set((await driftedDatasets(landed, ports)).map(sourceOf));
  return [...sources].sort().map((source) => ({ source, drifted: drifted.has(source) }));
};

/**
 * Age of the last crawl from which the next is due, whatever was noted: a crawl sees types, which nothing else does. Half a
 * day less than a week, so that a night that is quicker than the one a week ago isn't too early.
 */
const dueAfterHours = 6.5 * 24;

/** A crawl that began before this instant is too old. By the run's start, so that it is the same whenever it is asked. */
export const crawlDueBefore = ({ startedAt }: Pick<RunItem, "startedAt">): string =>
  new Date(Date.parse(startedAt) - dueAfterHours * 3_600_000).toISOString();
