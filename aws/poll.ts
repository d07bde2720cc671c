/** The one way in which something is looked at again and again until it has come to an end. */
import { setTimeout as sleep } from "node:timers/promises";

export interface Pace {
  readonly firstMs: number;
  /** What each pause is longer than the one before, e.g. 1.5; all are the first one when not given. */
  readonly growth?: number;
  readonly slowestMs?: number;
}

/** For what usually ends within a second, such as a query. */
export const queryPace = { firstMs: 50, growth: 1.5, slowestMs: 1000 } as const satisfies Pace;

export interface PollOptions {
  readonly pace: Pace;
  /** Ends the waiting with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Stops what is waited for, when the waiting is ended. */
  readonly stop?: () => Promise<unknown>;
}

/** @param look undefined as long as there is something to wait for */
export const polled = async <Found>(
  look: () => Promise<Found | undefined>,
  { pace, signal, stop }: PollOptions,
): Promise<Found> => {
  const { firstMs, growth = 1, slowestMs = firstMs } = pace;
  for (let pauseMs = firstMs; ; pauseMs = Math.min(pauseMs * growth, slowestMs)) {
    const found = await look();
    if (found !== undefined) return found;
    try {
      await sleep(pauseMs, undefined, { ...(signal && { signal }) });
    } catch (error) {
      await stop?.();
      throw error;
    }
  }
};
