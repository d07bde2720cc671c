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
import { extractPage, type ExtractPorts, type PageOutcome } from "./extract-page.ts";
import type { PageMessage } from "../../model/documents/page-message.ts";
import type { SendPages } from "../../aws/sqs/page-queue.ts";
import { parsePageMessage } from "./page-message.ts";
import { redeliverySeconds } from "./redelivery.ts";
import type { Postpone } from "../../aws/sqs/messages.ts";

/** Log of pages, one line each. */
export interface ExtractLog {
  readonly info: (message: string, details: Record<string, unknown>) => void;
  readonly warn: (message: string, details: Record<string, unknown>) => void;
}

export interface BatchPorts extends ExtractPorts {
  readonly runs: Pick<RunReader, "run" | "datasets">;
  readonly resume: Resume;
  readonly postpone: Postpone;
  readonly send: SendPages;
  readonly log: ExtractLog;
  readonly clock: Clock;
  /** Number of deliveries after which the queue moves a message to its dead-letter queue. */
  readonly maxReceiveCount: number;
  /** How long a run waits for pages that keep failing after the last one has landed. */
  readonly patienceSeconds: number;
}

/** How long a delivery follows a chain of pages: the batch's other pages count as done only when it ends. */
const longestChainMs = 20_000;

const receiveCountOf = (record: SQSRecord): number => Number(record.attributes.ApproximateReceiveCount);

/** A redelivered page is tried at least this long, however little of the run's patience is left. */
const shortestTryMs = 20_000;

const logPage = ({ runId, datasetId, page }: PageMessage, outcome: PageOutcome, ports: BatchPorts): void => {
  const { next, ...figures } = outcome;
  ports.log.info("page done", { runId, datasetId, page, ...figures, ...(next !== undefined && { goesOn: true }) });
};

/**
 * Extracts the pages of a chain one after another, and gives the rest back to the queue when its time is up. A page that
 * fails goes to the queue too, so that its deliveries are counted from there.
 */
const followChain = async (first: PageMessage, deadline: number, ports: BatchPorts): Promise<void> => {
  const until = Math.min(deadline, ports.clock.now() + longestChainMs);
  let next: PageMessage | undefined = first;
  while (next !== undefined) {
    const message: PageMessage = next;
    if (ports.clock.now() >= until) {
      await ports.send([message]);
      return;
    }
    try {
      const outcome: PageOutcome = await extractPage(
        message,
        { deadline, isLast: () => Promise.resolve(false) },
        ports,
      );
      logPage(message, outcome, ports);
      next = outcome.next;
    } catch (error) {
      ports.log.warn("page of a chain failed", { page: message.page, reason: reasonOf(error) });
      await ports.send([message], redeliverySeconds(error, 1, ports.clock.random));
      return;
    }
  }
};

const postpone = async (record: SQSRecord, seconds: number, ports: BatchPorts): Promise<void> => {
  try {
    await ports.postpone(record.receiptHandle, seconds);
  } catch (postponing) {
    // The page fails with its own error either way; without postponing, the visibility timeout brings it back later.
    ports.log.warn("page not postponed", { messageId: record.messageId, reason: reasonOf(postponing) });
  }
};

/**
 * Extracts the pages of a batch in parallel; only those that fail return to the queue. Runs without awaited pages are
 * resumed before the batch counts as done: if that fails, the whole batch is delivered again, and its pages are then
 * no-ops.
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
      const { runId } = message;
      const lookAtRun = async (): Promise<number> =>
        waitEndsAt(await ports.runs.datasets(runId), ports.patienceSeconds * 1000);
      const { now } = ports.clock;
      // A run waits only for pages that have failed before
      const runWaitsUntil = receiveCount > 1 ? await lookAtRun() : Number.POSITIVE_INFINITY;
      const isLast = async (): Promise<boolean> => {
        if (endsAt > now()) endsAt = await lookAtRun();
        return endsAt <= now();
      };
      const tryUntil = Math.min(deadline, Math.max(runWaitsUntil, now() + shortestTryMs));
      const outcome = await extractPage(message, { deadline: tryUntil, isLast }, ports);
      logPage(message, outcome, ports);
      if (outcome.next !== undefined) await followChain(outcome.next, deadline, ports);
    } catch (error) {
      const leftSeconds = Math.max(0, Math.ceil((endsAt - ports.clock.now()) / 1000));
      const last = leftSeconds === 0;
      ports.log.warn("page failed", { messageId: record.messageId, receiveCount, last, reason: reasonOf(error) });
      // A given-up page is visible again at once: after the last delivery the queue moves it to the dead-letter queue
      // and the alarm goes off; before that, the page is settled and its next delivery is a no-op. Others return before
      // patience ends.
      const pause = redeliverySeconds(error, receiveCount, ports.clock.random);
      await postpone(record, Math.min(pause, leftSeconds), ports);
      throw error;
    }
  };

  const processor = new BatchProcessor(EventType.SQS);
  // A batch with one poison message is not a function failure: without this option the queue would slow down for it.
  const response = await processPartialResponse(event, extract, processor, { context, throwOnFullBatchFailure: false });
  await mapBounded([...touched], 4, async (runId) => {
    const completion = await resumeWhenSettled(runId, ports.runs, ports.resume);
    if (completion !== "WAITING") ports.log.info("run has no page left", { runId, completion });
  });
  return response;
};
