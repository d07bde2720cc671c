/** A batch of pages' messages, and ports that record what its extraction does. */
import { createHash } from "node:crypto";
import type { Context, SQSEvent } from "aws-lambda";
import type { BatchPorts } from "../../../../lambdas/extract/extract-batch.ts";
import type { Dataset } from "../../../../model/documents/contract-bundle.ts";
import type { PageMessage } from "../../../../model/documents/page-message.ts";
import { Fault } from "../../../../model/fault.ts";
import type { ConnectorOf } from "../../../../sources/connectors.ts";
import { bundleOf, fakeClock, type MemoryLedger } from "../fakes.ts";

export const context = { getRemainingTimeInMillis: () => 60_000 } as Context;

export const eventOf = (messages: readonly (PageMessage | string)[], receiveCount = 1): SQSEvent =>
  ({
    Records: messages.map((body, index) => ({
      messageId: `m-${index}`,
      receiptHandle: `r-${index}`,
      body: typeof body === "string" ? body : JSON.stringify(body),
      attributes: { ApproximateReceiveCount: receiveCount.toString() },
      eventSource: "aws:sqs",
    })),
  }) as unknown as SQSEvent;

export const batchPorts = (dataset: Dataset, connectorOf: ConnectorOf, ledger: MemoryLedger) => {
  const objects = new Map<string, Buffer>();
  const resumed: { readonly taskToken: string; readonly output: object }[] = [];
  const postponed: (readonly [string, number])[] = [];
  /** Messages for the queue, each with its delay in seconds. */
  const sent: (readonly [PageMessage, number])[] = [];
  const ports: BatchPorts = {
    readBundle: () => Promise.resolve(bundleOf(dataset)),
    connectorOf,
    raw: {
      putOnce: (key, body, sha256) => {
        const known = objects.get(key);
        if (known === undefined) objects.set(key, Buffer.from(body));
        else if (createHash("sha256").update(known).digest("hex") !== sha256) {
          throw new Fault({ code: "PAGE_CONFLICT", place: key, message: "m", fix: "f" }, { retry: "later" });
        }
        return Promise.resolve(known === undefined ? "WRITTEN" : "SAME");
      },
    },
    ledger,
    runs: ledger,
    resume: (taskToken, output) => {
      resumed.push({ taskToken, output });
      return Promise.resolve(resumed.length > 1 ? "LATE" : "RESUMED");
    },
    postpone: (receipt, seconds) => {
      postponed.push([receipt, seconds]);
      return Promise.resolve();
    },
    send: (messages, seconds = 0) => {
      sent.push(...messages.map((one) => [one, seconds] as const));
      return Promise.resolve();
    },
    log: { info: () => undefined, warn: () => undefined },
    clock: fakeClock(),
    now: () => Date.parse("2026-01-06T02:00:00.000Z"),
    maxReceiveCount: 5,
    patienceSeconds: 120,
  };
  return { ports, objects, resumed, postponed, sent };
};
