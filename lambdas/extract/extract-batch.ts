import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { mapBounded } from "../../aws/bounded.ts";
import { resumeWhenSettled } from "../shared/completion.ts";
import { reasonOf } from "../../model/fault.ts";
import type { RunReader } from "../../aws/ledger/ledger-reader.ts";
import type { Resume } from "../../aws/step-functions/task-resumer.ts";
import type { Clock } from "../../aws/clock.ts";
import { deadlineOf } from "../shared/deadline.ts";
import { waitEndsAt } from "./patience.ts";
import { extractPage, type ExtractPorts } from "./extract-page.ts";
import { parsePageMessage } from "./page-message.ts";
import { redeliverySeconds } from "./redelivery.ts";
import type { Postpone } from "../../aws/sqs/messages.ts";

/** What is said of a page, one line each. */
export interface ExtractLog {
  readonly info: (message: string, details: Record<string, unknown>) => void;
  readonly warn: (message: string, details: Record<string, unknown>) => void;
}

export interface BatchPorts extends ExtractPorts {
  readonly runs: Pick<RunReader, "run" | "datasets">;
  readonly resume: Resume;
  readonly postpone: Postpone;
  readonly log: ExtractLog;
  readonly clock: Clock;
  /** Deliveries after which the queue moves a message to its dead-letter queue. */
  readonly maxReceiveCount: number;
  /** How long a run waits for pages that keep failing after the last one has landed. */
  readonly patienceSeconds: number;
}

const receiveCountOf = (record: SQSRecord): number => Number(record.attributes.ApproximateReceiveCount);

/** A page that comes back is tried at least this long, however little is left of the run's patience. */
const shortestTryMs = 20_000;

const postpone = async (record: SQSRecord, seconds: number, ports: BatchPorts): Promise<void> => {
  try {
    await ports.postpone(record.receiptHandle, seconds);
  } catch (postponing) {
    // The page fails with its own error either way; the queue's visibility timeout brings it back, only later.
    ports.log.warn("page not postponed", { messageId: record.messageId, reason: reasonOf(postponing) });
  }
};

/**
 * Extracts the pages of a batch side by side; those that fail, and only those, go back to the queue. Runs that have no
 * page left are resumed before the batch counts as done: if that fails, the whole batch comes back, and its pages are
 * no-ops then.
 */
export const extractBatch = async (event: SQSEvent, context: Context, ports: BatchPorts): Promise<SQSBatchResponse> => {
  const deadline = deadlineOf(context, ports.clock);
  const touched = new Set<string>();

  const extract = async (record: SQSRecord): Promise<void> => {
    const receiveCount = receiveCountOf(record);
    let endsAt = receiveCount >= ports.maxReceiveCount ? 0 : Number.POSITIVE_INFINITY;
    try {
      const message = parsePageMessage(record.messageId, record.body);
      touched.add(message.runId);
      const { runId, datasetId, page } = message;
      const lookAtRun = async (): Promise<number> =>
        waitEndsAt(await ports.runs.datasets(runId), ports.patienceSeconds * 1000);
      const { now } = ports.clock;
      // Only a page that has failed before can be what a run waits for
      const runWaitsUntil = receiveCount > 1 ? await lookAtRun() : Number.POSITIVE_INFINITY;
      const isLast = async (): Promise<boolean> => {
        if (endsAt > now()) endsAt = await lookAtRun();
        return endsAt <= now();
      };
      const tryUntil = Math.min(deadline, Math.max(runWaitsUntil, now() + shortestTryMs));
      const outcome = await extractPage(message, { deadline: tryUntil, isLast }, ports);
      ports.log.info("page done", { runId, datasetId, page, ...outcome });
    } catch (error) {
      const leftSeconds = Math.max(0, Math.ceil((endsAt - ports.clock.now()) / 1000));
      const last = leftSeconds === 0;
      ports.log.warn("page failed", { messageId: record.messageId, receiveCount, last, reason: reasonOf(error) });
      // A page that was given up is shown again at once: after the last delivery the queue makes it a dead letter, and the
      // alarm goes off; before it the page is settled, and nothing is left to do. Others come back before patience ends.
      const pause = redeliverySeconds(error, receiveCount, ports.clock.random);
      await postpone(record, Math.min(pause, leftSeconds), ports);
      throw error;
    }
  };

  const processor = new BatchProcessor(EventType.SQS);
  // A batch of one poison message is no broken function: without this option the queue would slow down for it.
  const response = await processPartialResponse(event, extract, processor, { context, throwOnFullBatchFailure: false });
  await mapBounded([...touched], 4, async (runId) => {
    const completion = await resumeWhenSettled(runId, ports.runs, ports.resume);
    if (completion !== "WAITING") ports.log.info("run has no page left", { runId, completion });
  });
  return response;
};
