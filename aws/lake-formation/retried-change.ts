import { ConcurrentModificationException } from "@aws-sdk/client-lakeformation";
import type { Clock } from "../clock.ts";
import { retried, type RetryPolicy } from "../retry.ts";

/** Lake Formation rejects concurrent changes of one resource, and the SDK does not retry them. */
const busy: RetryPolicy = {
  passes: (error) => error instanceof ConcurrentModificationException,
  backoff: { baseMs: 200, capMs: 5_000 },
  attempts: 6,
};

/** Makes a change of tags or grants, with retries. */
export const retriedChange = <Answer>(call: () => Promise<Answer>, clock: Clock): Promise<Answer> =>
  retried(call, clock, busy);
