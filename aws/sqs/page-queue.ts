import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { PageMessage } from "../../model/documents/page-message.ts";
import { Fault } from "../../model/fault.ts";
import type { Problem } from "../../model/validation/problem.ts";
import { chunksOf, mapBounded } from "../bounded.ts";
import type { Clock } from "../clock.ts";
import { retried, type RetryPolicy } from "../retry.ts";

/** SQS accepts at most 10 messages per batch. */
const batchLimit = 10;
const batchesAtOnce = 4;
const longestDelaySeconds = 900;

interface Entry {
  readonly Id: string;
  readonly MessageBody: string;
  readonly MessageGroupId: string;
  readonly DelaySeconds?: number;
}

const refusal = (message: string): Problem => ({
  code: "PAGE_QUEUE_REFUSED",
  place: "page queue",
  message,
  fix: "the plan will be retried; check the queue's policy and size limit if this continues",
});

const attempts = 6;

/** Entries that SQS would have accepted at another moment. */
class LeftOver extends Fault {
  constructor(entries: number) {
    super(refusal(`${entries} messages were not accepted in ${attempts} attempts`), { retry: "later" });
  }
}

const busy: RetryPolicy = {
  passes: (error) => error instanceof LeftOver,
  backoff: { baseMs: 100, capMs: 5_000 },
  attempts,
};

/**
 * Sends every message at least once: rejected entries of a batch are sent again, until none is left. Messages are
 * received after `delaySeconds` at the earliest, at most 900.
 */
export type SendPages = (messages: readonly PageMessage[], delaySeconds?: number) => Promise<void>;

/**
 * The schedule group is the messages' `MessageGroupId`, which makes the standard queue a fair one: while the pages of
 * one group take more than their share of the consumers, SQS hands out those of other groups first. The queue needs no
 * setting for it, and order and duplicates are those of any standard queue:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html
 */
export const pageSender = (client: SQSClient, queueUrl: string, clock: Clock): SendPages => {
  const sendBatch = async (batch: readonly Entry[]): Promise<void> => {
    let entries = batch;
    const send = async (): Promise<void> => {
      const answer = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: [...entries] }));
      const failed = answer.Failed ?? [];
      const lasting = failed.find(({ SenderFault }) => SenderFault === true);
      if (lasting !== undefined) {
        const found = `${lasting.Code ?? "unknown"}: ${lasting.Message ?? "no reason given"}`;
        throw new Fault(refusal(found), { retry: "later" });
      }
      const ids = new Set(failed.map(({ Id }) => Id));
      entries = entries.filter(({ Id }) => ids.has(Id));
      if (entries.length > 0) throw new LeftOver(entries.length);
    };
    await retried(send, clock, busy);
  };
  return async (messages, delaySeconds = 0) => {
    const entries = messages.map((message, index) => ({
      Id: index.toString(),
      MessageBody: JSON.stringify(message),
      MessageGroupId: message.group,
      ...(delaySeconds > 0 && { DelaySeconds: Math.min(longestDelaySeconds, delaySeconds) }),
    }));
    await mapBounded(chunksOf(entries, batchLimit), batchesAtOnce, sendBatch);
  };
};
