import type { Drift } from "../../model/drift.ts";
import type { LastCrawl } from "../aws/crawls.ts";
import { plural } from "./format.ts";
import { renderTable } from "./table.ts";

export interface CrawledSource {
  readonly source: string;
  /** Null when it has never been crawled. */
  readonly lastCrawl: LastCrawl | null;
}

export interface ComparedDataset {
  readonly datasetId: string;
  /** The run whose files were compared; null when none was crawled. */
  readonly runId: string | null;
}

export interface DriftDocument extends Drift {
  readonly sources: readonly CrawledSource[];
  readonly datasets: readonly ComparedDataset[];
}

const sourceLine = ({ source, lastCrawl }: CrawledSource): string => {
  if (lastCrawl === null) return `${source}: not crawled yet`;
  const { status, startedAt, error } = lastCrawl;
  return status === "SUCCEEDED"
    ? `${source}: crawled ${startedAt}`
    : `${source}: the crawl of ${startedAt} ended ${status}${error === undefined ? "" : `: ${error}`}`;
};

const columns = ["dataset", "column", "drift", "found", "allowed", "run"].map((title) => ({ title }));

export const renderDrift = ({ sources, datasets, findings, unknown }: DriftDocument): string => {
  const runs = new Map(datasets.map(({ datasetId, runId }) => [datasetId, runId ?? ""]));
  const rows = findings.map(({ datasetId, column, kind, found = "", allowed = [] }) => [
    datasetId,
    column,
    kind,
    found,
    allowed.join(", "),
    runs.get(datasetId) ?? "",
  ]);
  const compared = datasets.filter(({ runId }) => runId !== null).length;
  return [
    ...(rows.length === 0 ? [] : [renderTable(columns, rows), ""]),
    ...sources.map(sourceLine),
    ...unknown.map(({ subject, reason }) => `${subject}: unknown, ${reason}`),
    `${plural(findings.length, "difference")} in ${plural(compared, "dataset")}.`,
  ].join("\n");
};
