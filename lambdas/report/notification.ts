import type { Notification } from "../../aws/sns/topics.ts";
import { describeGap, describeLate } from "../../model/concerns.ts";
import { describeDrift, describeUnnamed } from "../../model/drift.ts";
import type { Drift } from "../../model/documents/drift.ts";
import type { Report, ReportDataset, ReportModel } from "../../model/documents/report.ts";
import { describeCuration } from "../../model/sql/curation.ts";
import { describeStale } from "../../model/stale.ts";
import { failedFirst } from "./failed-first.ts";

/** SNS rejects longer subjects, and line breaks in them. */
const subjectLimit = 100;

/** SNS accepts 256 KiB; the summary at the beginning and the report's location at the end always fit. */
const textLimitBytes = 200_000;

/** As many lines as fit; the last one says how many are left out. */
const fitting = (lines: readonly string[]): readonly string[] => {
  let bytes = 0;
  const fit = lines.findIndex((text) => (bytes += Buffer.byteLength(text) + 1) > textLimitBytes);
  return fit < 0 ? lines : [...lines.slice(0, fit), `… ${lines.length - fit} more lines in the report`];
};

const figures = (dataset: ReportDataset): string =>
  `${dataset.datasetId}: ${dataset.source === undefined ? "" : `source ${dataset.source} = `}` +
  `landed ${dataset.landed} = ` +
  `loaded ${dataset.loaded} + quarantined ${dataset.quarantined} + ` +
  `duplicates ${dataset.duplicates}` +
  (dataset.outside === undefined ? "" : ` + outside ${dataset.outside}`);

const warningLines = ({ datasetId, warnings = [] }: ReportDataset): readonly string[] =>
  warnings.map((warning) => `${datasetId}: ${warning}`);

const line = (dataset: ReportDataset): string =>
  dataset.state === "SUCCEEDED" ? figures(dataset) : `${dataset.datasetId} FAILED: ${dataset.error ?? "no reason"}`;

const curationLines = (models: readonly ReportModel[]): readonly string[] =>
  models.length === 0 ? [] : ["", ...describeCuration(models)];

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ["", title, ...lines];

const driftLines = ({ findings, unknown, unnamed = [], notDue = [] }: Drift): readonly string[] => [
  ...section("Differs from its contract:", [...findings.map(describeDrift), ...unnamed.map(describeUnnamed)]),
  ...section(
    "Drift unknown:",
    unknown.map(({ subject, reason }) => `${subject}: ${reason}`),
  ),
  ...section("Crawl not due, so only names were compared:", notDue),
];

/** @param page location of the run's page */
export const notificationOf = (report: Report, page: string): Notification => {
  const text = [
    `Run ${report.runId} ${report.state.toLowerCase()}.`,
    ...(report.error === undefined ? [] : [report.error]),
    `Window ${report.window.since} to ${report.window.until}, from ${report.startedAt} to ${report.finishedAt}.`,
    "",
    ...fitting([
      ...failedFirst(report.datasets).map(line),
      ...section("Missing until it is run again:", (report.gaps ?? []).map(describeGap)),
      ...section("Late:", (report.late ?? []).map(describeLate)),
      ...section("On older data:", (report.stale ?? []).map(describeStale)),
      ...section("Worth a look:", report.datasets.flatMap(warningLines)),
      ...curationLines(report.curation ?? []),
      ...(report.drift === undefined ? [] : driftLines(report.drift)),
    ]),
    "",
    `Page: ${page}; or: lakehouse status ${report.runId}`,
  ].join("\n");
  const { findings = [], unnamed = [] } = report.drift ?? {};
  const drifted = findings.length + unnamed.length > 0 ? " with drift" : "";
  return { subject: `${report.state}${drifted}: ${report.runId}`.slice(0, subjectLimit), text };
};
