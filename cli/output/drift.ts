import type { Drift } from "../../model/drift.ts";
import type { LastCrawl } from "../aws/crawls.ts";
import { plural } from "./format.ts";
import { table, type Column } from "./table.ts";
import type { Text } from "./text.ts";

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

const columns: readonly Column[] = [
  { title: "dataset" },
  { title: "column" },
  { title: "drift" },
  { title: "found", shortenTo: 12 },
  { title: "allowed", shortenTo: 12 },
  { title: "run", leaveOut: 1 },
];

export const renderDrift = ({ sources, datasets, findings, unknown }: DriftDocument): Text => {
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
    ...(rows.length === 0 ? [] : [table(columns, rows), ""]),
    ...sources.map(sourceLine),
    ...unknown.map(({ subject, reason }) => `${subject}: unknown, ${reason}`),
    `${plural(findings.length, "difference")} in ${plural(compared, "dataset")}.`,
  ];
};
