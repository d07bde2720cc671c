import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";
import type { Report, ReportDataset } from "../../model/run.ts";

export interface Notification {
  readonly subject: string;
  readonly text: string;
}

export type Notify = (notification: Notification) => Promise<void>;

/** SNS refuses longer subjects, and line breaks in them. */
const subjectLimit = 100;

const figures = (dataset: ReportDataset): string =>
  `${dataset.datasetId}: source ${dataset.source.toString()} = landed ${dataset.landed.toString()} = ` +
  `loaded ${dataset.loaded.toString()} + quarantined ${dataset.quarantined.toString()} + ` +
  `duplicates ${dataset.duplicates.toString()}`;

const line = (dataset: ReportDataset): string =>
  dataset.state === "SUCCEEDED" ? figures(dataset) : `${dataset.datasetId} FAILED: ${dataset.error ?? "no reason"}`;

export const notificationOf = (report: Report, reportKey: string): Notification => {
  const failed = report.datasets.filter(({ state }) => state === "FAILED");
  const succeeded = report.datasets.filter(({ state }) => state === "SUCCEEDED");
  const text = [
    `Run ${report.runId} ${report.state.toLowerCase()}.`,
    ...(report.error === undefined ? [] : [report.error]),
    `Window ${report.window.since} to ${report.window.until}, from ${report.startedAt} to ${report.finishedAt}.`,
    "",
    ...[...failed, ...succeeded].map(line),
    "",
    `Report: ${reportKey}`,
  ].join("\n");
  return { subject: `${report.state}: ${report.runId}`.slice(0, subjectLimit), text };
};

export const topicNotifier =
  (client: SNSClient, topicArn: string): Notify =>
  async ({ subject, text }) => {
    await client.send(new PublishCommand({ TopicArn: topicArn, Subject: subject, Message: text }));
  };
