import { Fault } from "../../model/fault.ts";
import { fullJitterMs } from "../../aws/retry.ts";

/** SQS hides a message for at most 12 hours, counted from its receipt. */
const longestSeconds = 6 * 3600;

/** An outage of the source gets minutes to pass; an invalid answer gets seconds to be corrected. */
const outage = { baseMs: 15_000, capMs: 600_000 };
const wrongAnswer = { baseMs: 2_000, capMs: 60_000 };

/**
 * Seconds until a failed page is retried. Otherwise the queue would wait for its visibility timeout, which is long so
 * that no second worker starts on a page in progress.
 *
 * @param receiveCount deliveries so far, from 1
 */
export const redeliverySeconds = (error: unknown, receiveCount: number, random: () => number): number => {
  const backoff = error instanceof Fault && error.retry !== "soon" ? wrongAnswer : outage;
  const asked = error instanceof Fault ? (error.retryAfterMs ?? 0) : 0;
  const jitter = fullJitterMs(Math.max(0, receiveCount - 1), backoff, random);
  return Math.min(longestSeconds, Math.max(1, Math.ceil((asked + jitter) / 1000)));
};
