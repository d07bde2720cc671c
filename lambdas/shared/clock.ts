/** Time and chance, handed in so that tests need neither. */
export interface Clock {
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** In [0, 1). */
  readonly random: () => number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds) =>
    new Promise((resolve) => {
      setTimeout(resolve, milliseconds);
    }),
  random: () => Math.random(),
};

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

/** Kept for what follows the source's answer: writing it down and saying what happened. */
const reserveMs = 5_000;

/** When a function has to be done with the source, so that it ends by itself before it is stopped. */
export const deadlineOf = (context: { getRemainingTimeInMillis: () => number }, clock: Clock): number =>
  clock.now() + Math.max(0, context.getRemainingTimeInMillis() - reserveMs);
