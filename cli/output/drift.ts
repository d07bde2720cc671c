import { describeUnnamed } from "../../model/drift.ts";
import type { DriftFinding, UnknownDrift, UnnamedFields } from "../../model/documents/drift.ts";
import type { LastCrawl } from "../../aws/glue/crawls.ts";
import { plural } from "./format.ts";
import { table, type Column } from "./table.ts";
import type { Text } from "./text.ts";

export interface CrawledSource {
  readonly source: string;
  /** Null if it has never been crawled. */
  readonly lastCrawl: LastCrawl | null;
}

export interface ComparedDataset {
  readonly datasetId: string;
  /** The run whose files were compared, types included; null if none was crawled. */
  readonly crawledRun: string | null;
  /** The run whose field names were compared; null if nothing of the dataset landed in the group's last run. */
  readonly landedRun: string | null;
}

export interface DriftDocument {
  readonly sources: readonly CrawledSource[];
  readonly datasets: readonly ComparedDataset[];
  /** Each with the run in which it was found. */
  readonly findings: readonly (DriftFinding & { readonly runId: string })[];
  readonly unnamed: readonly UnnamedFields[];
  readonly unknown: readonly UnknownDrift[];
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

export const renderDrift = ({ sources, datasets, findings, unnamed, unknown }: DriftDocument): Text => {
  const rows = findings.map(({ datasetId, column, kind, found = "", allowed = [], runId }) => [
    datasetId,
    column,
    kind,
    found,
    allowed.join(", "),
    runId,
  ]);
  const compared = datasets.filter(({ crawledRun, landedRun }) => crawledRun !== null || landedRun !== null).length;
  return [
    ...(rows.length === 0 ? [] : [table(columns, rows), ""]),
    ...unnamed.map(describeUnnamed),
    ...sources.map(sourceLine),
    ...unknown.map(({ subject, reason }) => `${subject}: types unknown, ${reason}`),
    `${plural(findings.length, "difference")} in ${plural(compared, "dataset")}.`,
  ];
};
