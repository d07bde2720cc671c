import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { mapBounded } from "../shared/bounded.ts";
import { resumeWhenSettled } from "../shared/completion.ts";
import { reasonOf } from "../shared/fault.ts";
import type { RunReader } from "../shared/ledger.ts";
import type { Resume } from "../shared/state-machine.ts";
import { deadlineOf, type Waiting } from "../shared/waiting.ts";
import { extractPage, type ExtractPorts } from "./extract-page.ts";
import { parsePageMessage } from "./page-message.ts";
import { redeliverySeconds, type Postpone } from "./redelivery.ts";

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
  readonly waiting: Waiting;
  /** Deliveries after which the queue moves a message to its dead-letter queue. */
  readonly maxReceiveCount: number;
}

const receiveCountOf = (record: SQSRecord): number => Number(record.attributes.ApproximateReceiveCount);

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
  const deadline = deadlineOf(context, ports.waiting);
  const touched = new Set<string>();

  const extract = async (record: SQSRecord): Promise<void> => {
    const receiveCount = receiveCountOf(record);
    const last = receiveCount >= ports.maxReceiveCount;
    try {
      const message = parsePageMessage(record.messageId, record.body);
      touched.add(message.runId);
      const { runId, datasetId, page } = message;
      const outcome = await extractPage(message, { deadline, last }, ports);
      ports.log.info("page done", { runId, datasetId, page, ...outcome });
    } catch (error) {
      ports.log.warn("page failed", { messageId: record.messageId, receiveCount, last, reason: reasonOf(error) });
      // a page that was given up is shown again at once: the queue then makes it a dead letter, and the alarm goes off
      await postpone(record, last ? 0 : redeliverySeconds(error, receiveCount, ports.waiting.random), ports);
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
