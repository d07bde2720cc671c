import type { Dataset } from "../../model/dataset.ts";
import { findDrift, type Drift, type DriftFinding, type UnknownDrift } from "../../model/drift.ts";
import type { DatasetItem } from "../../model/ledger.ts";
import type { ReadBundle } from "../shared/artifact-store.ts";
import { mapBounded } from "../shared/bounded.ts";
import type { ReadInferredColumns } from "../shared/inferred-columns.ts";

/** How the crawl of a source went, as the state machine saw it: it ended, or it could not be started or waited for. */
export interface Crawl {
  readonly source: string;
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

/** What this run's files differ in from their contracts, or why that isn't known; undefined when nothing was to crawl. */
export const driftOfRun = async (facts: DriftFacts, ports: DriftPorts): Promise<Drift | undefined> => {
  const { runId, crawls, bundleKey } = facts;
  if (crawls.length === 0) return undefined;
  const { datasets } = await ports.readBundle(bundleKey);
  const faults = crawls.map((crawl) => ({ subject: crawl.source, reason: crawlFault(crawl) }));
  const crawled = new Set(faults.filter(({ reason }) => reason === undefined).map(({ subject }) => subject));
  const landed = new Set(facts.datasets.filter((item) => item.landedRows > 0).map(({ datasetId }) => datasetId));
  const toCompare = datasets.filter(({ id, source }) => landed.has(id) && crawled.has(source));
  const compared = await mapBounded(toCompare, datasetsAtOnce, (dataset) => compare(dataset, runId, ports));
  return {
    findings: compared.flatMap((each) => (isUnknown(each) ? [] : each)),
    unknown: [
      ...faults.flatMap(({ subject, reason }) => (reason === undefined ? [] : [{ subject, reason }])),
      ...compared.filter(isUnknown),
    ],
  };
};
