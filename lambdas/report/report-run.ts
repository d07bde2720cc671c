import { type PlannedRun, isPlanned } from "../../model/ledger.ts";
import { curationResultKey } from "../../model/sql/environment.ts";
import { concernsOf } from "../../model/concerns.ts";
import { curationResultKind } from "../../model/documents/curation-result.ts";
import { processResultKey, reportKey as reportKeyOf, reportPageKey } from "../../model/names.ts";
import { nightFiguresOf } from "../../model/night-figures.ts";
import { processResultKind } from "../../model/documents/process-result.ts";
import type { Report } from "../../model/documents/report.ts";
import type { RunInput } from "../../model/documents/run-input.ts";
import { isOver } from "../../model/standing.ts";
import { readReaders } from "../../aws/artifacts/applied-readers.ts";
import type { Documents } from "../../aws/s3/documents.ts";
import type { PageStore } from "../../aws/s3/pages.ts";
import type { RunReader } from "../../aws/ledger/ledger-reader.ts";
import type { RunLedger } from "../../aws/ledger/run-ledger.ts";
import type { StandingLedger } from "../../aws/ledger/standing-ledger.ts";
import { buildReport } from "./build-report.ts";
import { describeFailure, type Failure } from "./failure.ts";
import type { KeepFigures } from "../../aws/s3/night-figures.ts";
import { notificationOf } from "./notification.ts";
import type { Notify } from "../../aws/sns/topics.ts";
import type { PublishMetrics } from "./report-metrics.ts";
import { resultOfRun } from "./job-result.ts";
import { nightsOf } from "./nights.ts";
import { renderPage } from "./page.ts";
import { reportModels } from "./run-curation.ts";
import { driftOfRun, type Crawl, type DriftPorts } from "./run-drift.ts";

export interface ReportEvent extends RunInput {
  readonly startedAt: string;
  /** Empty if the state machine took its normal path. */
  readonly failures: readonly Failure[];
  readonly crawls: readonly Crawl[];
}

export interface ReportResult {
  readonly state: "SUCCEEDED" | "FAILED";
  readonly reportKey: string;
  readonly error?: string;
}

export interface ReportPorts extends DriftPorts {
  readonly ledger: Pick<RunReader, "datasets" | "pages"> & Pick<RunLedger, "finish" | "recover">;
  readonly standings: Pick<StandingLedger, "note">;
  readonly pages: Pick<PageStore, "write">;
  /** Where a person can view the object with that key in the artifacts bucket. */
  readonly placeOf: (key: string) => string;
  readonly artifacts: Pick<Documents, "read" | "write">;
  readonly keepFigures: KeepFigures;
  readonly notify: Notify;
  readonly publishMetrics: PublishMetrics;
  readonly now: () => number;
  /** Whether nights start on a schedule: only then can a dataset be late. */
  readonly isScheduled: boolean;
}

/** Adds missing and late datasets to the report, including this night; updates the datasets' standings. */
const withConcerns = async (report: Report, run: PlannedRun | undefined, ports: ReportPorts): Promise<Report> => {
  if (run === undefined) return report;
  const bundle = await ports.readBundle(run.bundleKey);
  const standings = await ports.standings.note(nightsOf(report, run, bundle));
  const runUntil = isOver(run) ? run.window.until : undefined;
  const { isScheduled, artifacts } = ports;
  const facts = { bundle, standings, now: report.finishedAt, isScheduled, readers: await readReaders(artifacts) };
  const { gaps, late, stale } = concernsOf({ ...facts, ...(runUntil !== undefined && { runUntil }) });
  const own = gaps.filter(({ group }) => group === run.group);
  return {
    ...report,
    ...(own.length > 0 && { gaps: own }),
    ...(late.length > 0 && { late }),
    ...(stale.length > 0 && { stale }),
  };
};

/**
 * Writes the run's report, publishes metrics and one notification, and ends the run in the ledger. For a run that has
 * already ended, it returns the same result and publishes nothing again.
 */
export const reportRun = async (event: ReportEvent, ports: ReportPorts): Promise<ReportResult> => {
  const { runId, group, window, startedAt, failures, crawls } = event;
  const reportKey = reportKeyOf(runId);
  const found = await ports.ledger.recover(runId);
  if (found?.state === "SUCCEEDED" || found?.state === "FAILED") {
    return { state: found.state, reportKey, ...(found.error !== undefined && { error: found.error }) };
  }
  const run = isPlanned(found) ? found : undefined;
  const [processKey, curationKey] = [processResultKey(runId), curationResultKey(runId)];
  const [datasets, pages, foundProcessed, foundCurated] = await Promise.all([
    ports.ledger.datasets(runId),
    ports.ledger.pages(runId),
    ports.artifacts.read(processKey),
    ports.artifacts.read(curationKey),
  ]);
  const processed = resultOfRun(processResultKind, foundProcessed, { runId, key: processKey });
  const curated = resultOfRun(curationResultKind, foundCurated, { runId, key: curationKey });
  const faults = [processed, curated].flatMap(({ fault }) => fault ?? []);
  const drift = run && (await driftOfRun({ runId, crawls, datasets, pages, bundleKey: run.bundleKey }, ports));
  const built = buildReport({
    input: { runId, group, window },
    startedAt,
    finishedAt: new Date(ports.now()).toISOString(),
    datasets,
    processed: processed.document,
    models: curated.document && reportModels(curated.document),
    failure: [...failures.map(describeFailure), ...faults].join("; ") || undefined,
    drift,
  });
  const report = await withConcerns(built, run, ports);
  await ports.artifacts.write(reportKey, report);
  await ports.pages.write(reportPageKey(runId), renderPage(report));
  if (run !== undefined) await ports.keepFigures(runId, nightFiguresOf(report, await ports.readBundle(run.bundleKey)));
  await ports.notify(notificationOf(report, ports.placeOf(reportPageKey(runId))));
  ports.publishMetrics(report);
  const { state, error, finishedAt } = report;
  await ports.ledger.finish({
    run: { runId, group, window, startedAt },
    state,
    reportKey,
    finishedAt,
    ...(error !== undefined && { error }),
    datasets: report.datasets.map(({ datasetId, ...rest }) => ({
      datasetId,
      state: rest.state,
      ...(rest.error !== undefined && { error: rest.error }),
    })),
  });
  return { state, reportKey, ...(error !== undefined && { error }) };
};
