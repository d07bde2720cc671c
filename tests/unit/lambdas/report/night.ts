/** A night to report: the output of its steps, and ports that record what the report does. */
import type { Notification } from "../../../../aws/sns/topics.ts";
import type { ReportEvent, ReportPorts } from "../../../../lambdas/report/report-run.ts";
import type { ReadInferredColumns } from "../../../../aws/glue/inferred-columns.ts";
import type { DatasetItem } from "../../../../model/documents/ledger-items.ts";
import { hops, type Hop, type ProcessedDataset } from "../../../../model/documents/process-result.ts";
import type { Report } from "../../../../model/documents/report.ts";
import type { CurationResult, ModelOutcome } from "../../../../model/documents/curation-result.ts";
import type { Reader } from "../../../../model/documents/sql-bundle.ts";
import type { NightOutcome } from "../../../../model/standing.ts";
import type { Standing } from "../../../../model/documents/standing.ts";
import { bundleOf, dataset, datasetItem, memoryLedger, runId, runItem, window } from "../fakes.ts";

export const event: ReportEvent = {
  runId,
  group: "ops",
  window,
  startedAt: "2026-01-06T01:30:00.000Z",
  failures: [],
  crawls: [],
};
export const reconciled = datasetItem({
  state: "RECONCILED",
  plannedRows: 10,
  landedRows: 10,
  landedPages: 1,
  sourceRows: 10,
  rowHashSum: "123456789012345678901",
});
/** Rows and hash sum of each hop of a night of ten rows; `changed` overrides some of them. */
export const hopsOf = (changed: Partial<Record<Hop["hop"], readonly [number, bigint]>> = {}): readonly Hop[] => {
  const rows: Record<Hop["hop"], readonly [number, bigint]> = {
    raw: [10, 123456789012345678901n],
    staged: [10, 100n],
    accepted: [7, 70n],
    quarantined: [2, 20n],
    duplicates: [1, 10n],
    outside: [0, 0n],
    written: [7, 70n],
    stored: [0, 0n],
    ...changed,
  };
  return hops.map((hop) => ({ hop, rows: rows[hop][0], rowHashSum: rows[hop][1].toString() }));
};

export const processed: ProcessedDataset = {
  datasetId: "ops.events",
  state: "PUBLISHED",
  rows: 10,
  loaded: 7,
  quarantined: 2,
  duplicates: 1,
  rowHashSum: "123456789012345678901",
  inserted: 7,
  updated: 0,
  deleted: 0,
  outside: 0,
  loadedOutside: 0,
  changed: 0,
  removed: 0,
  quarantinedBy: { WRONG_TYPE: 2 },
  warnings: [],
  hops: hopsOf(),
  seconds: 3,
};

export const curationResult = (models: readonly ModelOutcome[], run = runId): CurationResult => ({
  formatVersion: 1,
  runId: run,
  environment: "production",
  bundleKey: "sql/bundles/1.json",
  models,
});

export const notCrawled: ReadInferredColumns = () => Promise.resolve(undefined);

export const setUp = (
  items: readonly DatasetItem[],
  done: readonly ProcessedDataset[] | undefined,
  planned = true,
  readInferredColumns = notCrawled,
  curation: CurationResult | undefined = done && curationResult([]),
) => {
  const ledger = planned ? memoryLedger(runItem({ state: "RECONCILED" }), items) : memoryLedger();
  const documents = new Map<string, unknown>();
  if (done !== undefined) {
    documents.set(`runs/${runId}/process.json`, { formatVersion: 1, runId, datasets: done, seconds: {} });
  }
  if (curation !== undefined) documents.set(`runs/${runId}/curate.json`, curation);
  const notified: Notification[] = [];
  const measured: Report[] = [];
  const nights: NightOutcome[] = [];
  const standings: Standing[] = [];
  const ports: ReportPorts = {
    ledger,
    standings: {
      note: (told) => {
        nights.push(...told);
        return Promise.resolve(standings);
      },
    },
    pages: {
      write: (key, html) => {
        documents.set(key, html);
        return Promise.resolve();
      },
    },
    placeOf: (key) => `s3://artifacts/${key}`,
    artifacts: {
      read: (key) => Promise.resolve(documents.get(key)),
      write: (key, document) => {
        documents.set(key, document);
        return Promise.resolve();
      },
    },
    notify: (notification) => {
      notified.push(notification);
      return Promise.resolve();
    },
    publishMetrics: (report) => {
      measured.push(report);
    },
    now: () => Date.parse("2026-01-06T02:00:00.000Z"),
    keepFigures: (id, figures) => {
      documents.set(`figures/${id}`, figures);
      return Promise.resolve();
    },
    readBundle: () => Promise.resolve(bundleOf(dataset("events"))),
    readInferredColumns,
    isScheduled: true,
  };
  const apply = (readers: readonly Reader[]): void => {
    documents.set("sql/environments/production.json", {
      ...{ formatVersion: 1, environment: "production", revision: 1, bundleKey: "sql/bundles/1.json" },
      ...{ previousBundleKeys: [], own: [] },
    });
    documents.set("sql/bundles/1.json", { formatVersion: 1, models: [], views: [], readers });
  };
  const report = (): Report => documents.get(`runs/${runId}/report.json`) as Report;
  const figures = (): ReadonlyMap<string, readonly Record<string, unknown>[]> =>
    documents.get(`figures/${runId}`) as ReadonlyMap<string, readonly Record<string, unknown>[]>;
  const page = (): string => documents.get(`runs/${runId}/report.html`) as string;
  return { ports, ledger, notified, measured, nights, standings, apply, report, figures, page };
};
