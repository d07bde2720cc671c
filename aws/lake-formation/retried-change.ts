import { ConcurrentModificationException } from "@aws-sdk/client-lakeformation";
import type { Clock } from "../clock.ts";
import { retried, type RetryPolicy } from "../retry.ts";

/** Lake Formation refuses two changes of one thing at the same moment, and the SDK doesn't try that again by itself. */
const busy: RetryPolicy = {
  passes: (error) => error instanceof ConcurrentModificationException,
  backoff: { baseMs: 200, capMs: 5_000 },
  attempts: 6,
};

/** Carries out a change of tags or grants. */
export const retriedChange = <Answer>(call: () => Promise<Answer>, clock: Clock): Promise<Answer> =>
  retried(call, clock, busy);
