import type { Clock } from "../../aws/clock.ts";

/** Reserved for the work after the source's answer: recording and logging it. */
const reserveMs = 5_000;

/** When a function must be done with the source, so that it ends by itself before it is stopped. */
export const deadlineOf = (context: { getRemainingTimeInMillis: () => number }, clock: Clock): number =>
  clock.now() + Math.max(0, context.getRemainingTimeInMillis() - reserveMs);
