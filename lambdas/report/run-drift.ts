import type { Dataset } from "../../model/documents/contract-bundle.ts";
import { findDrift, mergeDrift } from "../../model/drift.ts";
import type { Drift, DriftFinding, UnknownDrift } from "../../model/documents/drift.ts";
import type { DatasetItem, PageItem } from "../../model/documents/ledger-items.ts";
import type { ReadBundle } from "../../aws/artifacts/bundle-reader.ts";
import { mapBounded } from "../../aws/bounded.ts";
import { notesByDataset } from "../../model/dataset-notes.ts";
import type { ReadInferredColumns } from "../../aws/glue/inferred-columns.ts";

/**
 * How the crawl of a source went, as the state machine saw it: it ended, it wasn't due, or it could not be started or
 * waited for.
 */
export interface Crawl {
  readonly source: string;
  readonly notDue?: true;
  readonly lastCrawl?: { readonly Status?: string; readonly ErrorMessage?: string };
  readonly failure?: { readonly Error: string; readonly Cause?: string };
}

export interface DriftPorts {
  readonly readBundle: ReadBundle;
  readonly readInferredColumns: ReadInferredColumns;
}

export interface DriftFacts {
  readonly runId: string;
  readonly crawls: readonly Crawl[];
  readonly datasets: readonly DatasetItem[];
  readonly pages: readonly PageItem[];
  /** Key of the contracts that the run was planned with. */
  readonly bundleKey: string;
}

const datasetsAtOnce = 8;
const longestReason = 500;

/** Why the crawl says nothing of this run; undefined when it does. */
const crawlFault = ({ lastCrawl, failure }: Crawl): string | undefined => {
  if (failure !== undefined) return [failure.Error, failure.Cause].filter(Boolean).join(": ").slice(0, longestReason);
  if (lastCrawl?.Status === "SUCCEEDED") return undefined;
  const reason = lastCrawl?.ErrorMessage ?? "no reason was left";
  return `the crawl ended ${lastCrawl?.Status ?? "without a status"}: ${reason}`.slice(0, longestReason);
};

type Compared = readonly DriftFinding[] | UnknownDrift;

const isUnknown = (compared: Compared): compared is UnknownDrift => "reason" in compared;

const compare = async (dataset: Dataset, runId: string, ports: DriftPorts): Promise<Compared> => {
  try {
    const inferred = await ports.readInferredColumns(dataset, runId);
    if (inferred !== undefined) return findDrift(dataset, inferred);
    return { subject: dataset.id, reason: "the crawler found no records of this run" };
  } catch (error) {
    // A night is complete or not, whatever is known of its columns.
    return {
      subject: dataset.id,
      reason: (error instanceof Error ? error.message : String(error)).slice(0, longestReason),
    };
  }
};

interface Crawled {
  readonly inferred: ReadonlyMap<string, readonly DriftFinding[]>;
  readonly unknown: readonly UnknownDrift[];
}

/** What the crawlers inferred of this run's files and contracts say otherwise, or why that isn't known. */
const crawledDrift = async (
  { runId, crawls }: DriftFacts,
  landed: readonly Dataset[],
  ports: DriftPorts,
): Promise<Crawled> => {
  const faults = crawls
    .filter(({ notDue }) => notDue !== true)
    .map((crawl) => ({ subject: crawl.source, reason: crawlFault(crawl) }));
  const crawled = new Set(faults.filter(({ reason }) => reason === undefined).map(({ subject }) => subject));
  const toCompare = landed.filter(({ source }) => crawled.has(source));
  const compared = await mapBounded(
    toCompare,
    datasetsAtOnce,
    async (dataset) => [dataset.id, await compare(dataset, runId, ports)] as const,
  );
  return {
    inferred: new Map(compared.flatMap(([id, found]) => (isUnknown(found) ? [] : [[id, found] as const]))),
    unknown: [
      ...faults.flatMap(({ subject, reason }) => (reason === undefined ? [] : [{ subject, reason }])),
      ...compared.map(([, found]) => found).filter(isUnknown),
    ],
  };
};

/**
 * What this run's records differ in from their contracts: by name as extract noted it, by type where a crawl was due.
 * Undefined when nothing landed.
 */
export const driftOfRun = async (facts: DriftFacts, ports: DriftPorts): Promise<Drift | undefined> => {
  const withRows = new Set(facts.datasets.filter((item) => item.landedRows > 0).map(({ datasetId }) => datasetId));
  if (withRows.size === 0) return undefined;
  const { datasets } = await ports.readBundle(facts.bundleKey);
  const landed = datasets.filter(({ id }) => withRows.has(id));
  const notes = notesByDataset(facts.datasets, facts.pages);
  const { inferred, unknown } = await crawledDrift(facts, landed, ports);
  const unnamed = landed.flatMap(({ id: datasetId }) => {
    const count = notes.get(datasetId)?.unnamed ?? 0;
    return count === 0 ? [] : [{ datasetId, count }];
  });
  const notDue = facts.crawls.filter((crawl) => crawl.notDue === true).map(({ source }) => source);
  return {
    findings: landed.flatMap(({ id }) => mergeDrift(id, notes.get(id), inferred.get(id) ?? [])),
    unknown,
    ...(unnamed.length > 0 && { unnamed }),
    ...(notDue.length > 0 && { notDue }),
  };
};
