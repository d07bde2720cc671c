import type { Dataset } from "../../model/documents/contract-bundle.ts";
import { findDrift, mergeDrift } from "../../model/drift.ts";
import type { Drift, DriftFinding, UnknownDrift } from "../../model/documents/drift.ts";
import type { DatasetItem, PageItem } from "../../model/documents/ledger-items.ts";
import type { ReadBundle } from "../../aws/artifacts/bundle-reader.ts";
import { mapBounded } from "../../aws/bounded.ts";
import { notesByDataset } from "../../model/dataset-notes.ts";
import type { ReadInferredColumns } from "../../aws/glue/inferred-columns.ts";

/**
 * How the crawl of a source went, as seen by the state machine: it ended, it was not due, or it could not be started or
 * awaited.
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
  /** Key of the contracts with which the run was planned. */
  readonly bundleKey: string;
}

const datasetsAtOnce = 8;
const longestReason = 500;

/** Why the crawl reveals nothing about this run; `undefined` if it does. */
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
    // Whether a night is complete does not depend on what is known about its columns.
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

/** Differences between the crawlers' inferred types for this run's files and the contracts, or why they are unknown. */
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
 * How this run's records differ from their contracts: by name as noted by extract, by type if a crawl was due.
 * `undefined` if nothing landed.
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
