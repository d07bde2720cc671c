import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { PageMessage } from "../../model/documents/page-message.ts";
import { chunksOf, mapBounded } from "../bounded.ts";
import { Fault } from "../../model/fault.ts";
import { type Clock } from "../clock.ts";
import { fullJitterMs } from "../retry.ts";

/** SQS takes at most 10 messages in a batch. */
const batchLimit = 10;
const batchesAtOnce = 4;
const attemptLimit = 6;
const backoff = { baseMs: 100, capMs: 5_000 };

interface Entry {
  readonly Id: string;
  readonly MessageBody: string;
}

const refused = (found: string): Fault =>
  new Fault(
    {
      code: "PAGE_QUEUE_REFUSED",
      place: "page queue",
      message: found,
      fix: "the plan is tried again; look at the queue's policy and size limit if this lasts",
    },
    { retry: "later" },
  );

/** Sends every message at least once: entries that a batch refuses are sent again, until none is left. */
export const pageSender = (client: SQSClient, queueUrl: string, clock: Clock) => {
  const sendBatch = async (batch: readonly Entry[]): Promise<void> => {
    let entries = batch;
    for (let attempt = 0; entries.length > 0; attempt += 1) {
      const answer = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: [...entries] }));
      const failed = answer.Failed ?? [];
      const lasting = failed.find(({ SenderFault }) => SenderFault === true);
      if (lasting !== undefined) throw refused(`${lasting.Code ?? "unknown"}: ${lasting.Message ?? "no reason given"}`);
      const ids = new Set(failed.map(({ Id }) => Id));
      entries = entries.filter(({ Id }) => ids.has(Id));
      if (entries.length > 0 && attempt + 1 >= attemptLimit) {
        throw refused(`${entries.length} messages were not taken in ${attemptLimit} attempts`);
      }
      if (entries.length > 0) await clock.sleep(fullJitterMs(attempt, backoff, clock.random));
    }
  };
  return async (messages: readonly PageMessage[]): Promise<void> => {
    const entries = messages.map((message, index) => ({ Id: index.toString(), MessageBody: JSON.stringify(message) }));
    await mapBounded(chunksOf(entries, batchLimit), batchesAtOnce, sendBatch);
  };
};
