/** The one way in which a call is repeated that the SDK doesn't repeat by itself. */
import type { Clock } from "./clock.ts";

export interface Backoff {
  readonly baseMs: number;
  readonly capMs: number;
}

/**
 * Full jitter: anything between nothing and the exponential bound, so that workers which failed together don't return
 * together. https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 *
 * @param attempt from 0
 */
export const fullJitterMs = (attempt: number, backoff: Backoff, random: () => number): number =>
  Math.floor(random() * Math.min(backoff.capMs, backoff.baseMs * 2 ** attempt));

/** What passes by itself, how long to wait for it, and how often to ask. */
export interface RetryPolicy {
  readonly passes: (error: unknown) => boolean;
  readonly backoff: Backoff;
  /** Calls at most, the first one included. */
  readonly attempts: number;
}

/** What `call` answers. An error that passes by itself is thrown all the same when the last attempt meets it. */
export const retried = async <Answer>(
  call: () => Promise<Answer>,
  clock: Clock,
  { passes, backoff, attempts }: RetryPolicy,
): Promise<Answer> => {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      if (!passes(error) || attempt + 1 >= attempts) throw error;
      await clock.sleep(fullJitterMs(attempt, backoff, clock.random));
    }
  }
};

/**
 * The first deployment calls a function at once, and a role's policy takes some seconds to be known everywhere:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html
 */
export const notYetAllowed: RetryPolicy = {
  passes: (error) => error instanceof Error && /^AccessDenied(Exception)?$/.test(error.name),
  backoff: { baseMs: 2_000, capMs: 16_000 },
  attempts: 6,
};
