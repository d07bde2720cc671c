import type { Clock } from "../../aws/clock.ts";

/** Kept for what follows the source's answer: writing it down and saying what happened. */
const reserveMs = 5_000;

/** When a function has to be done with the source, so that it ends by itself before it is stopped. */
export const deadlineOf = (context: { getRemainingTimeInMillis: () => number }, clock: Clock): number =>
  clock.now() + Math.max(0, context.getRemainingTimeInMillis() - reserveMs);
