/** The single way to poll something until it has ended. */
import { setTimeout as sleep } from "node:timers/promises";

export interface Pace {
  readonly firstMs: number;
  /** Factor by which each pause is longer than the previous one, e.g. 1.5; without it, all pauses are equal. */
  readonly growth?: number;
  readonly slowestMs?: number;
}

/** For operations that usually end within a second, such as queries. */
export const queryPace = { firstMs: 50, growth: 1.5, slowestMs: 1000 } as const satisfies Pace;

export interface PollOptions {
  readonly pace: Pace;
  /** Ends the waiting with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Stops the awaited operation if the waiting is aborted. */
  readonly stop?: () => Promise<unknown>;
}

/** @param look returns `undefined` as long as there is something to wait for */
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
