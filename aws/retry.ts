/** The single way to retry calls that the SDK does not retry. */
import type { Clock } from "./clock.ts";

export interface Backoff {
  readonly baseMs: number;
  readonly capMs: number;
}

/**
 * Full jitter: anything between zero and the exponential bound, so that workers that failed together do not retry
 * together. https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 *
 * @param attempt from 0
 */
export const fullJitterMs = (attempt: number, backoff: Backoff, random: () => number): number =>
  Math.floor(random() * Math.min(backoff.capMs, backoff.baseMs * 2 ** attempt));

/** Which errors are transient, how long to wait, and how often to try. */
export interface RetryPolicy {
  readonly passes: (error: unknown) => boolean;
  readonly backoff: Backoff;
  /** Maximum number of calls, including the first one. */
  readonly attempts: number;
}

/** The result of `call`. If the last attempt fails with a transient error, that error is thrown. */
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
 * The first deployment calls a function immediately, but a role's policy takes some seconds to become effective
 * everywhere: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html
 */
export const notYetAllowed: RetryPolicy = {
  passes: (error) => error instanceof Error && /^AccessDenied(Exception)?$/.test(error.name),
  backoff: { baseMs: 2_000, capMs: 16_000 },
  attempts: 6,
};
