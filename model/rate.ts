/** A rate over all callers, as a token bucket that is one instant (the generic cell rate algorithm). Pure. */
import type { RateItem } from "./documents/ledger-items.ts";

/** A rate that a source allows. */
export interface Rate {
  readonly requests: number;
  readonly perSeconds: number;
  /** Calls per day in UTC. */
  readonly perDay?: number | undefined;
}

/** TAKEN: the call may be made at `at`, in epoch milliseconds. QUOTA_USED: none may be made before `until`. */
export type Turn =
  | { readonly state: "TAKEN"; readonly at: number; readonly after: RateItem }
  | { readonly state: "QUOTA_USED"; readonly until: number };

const dayMs = 86_400_000;

/**
 * Instants have this many steps per millisecond, so that sums of them are exact: rounded ones would drift apart by
 * whole calls in the course of a day.
 */
const stepsPerMs = 1024;
const roundedUp = (milliseconds: number): number => Math.ceil(milliseconds * stepsPerMs) / stepsPerMs;

/**
 * Takes the next turn.
 *
 * A tenth of the requests may be made at once, the others at equal distances, such that no period of `perSeconds` has
 * more than `requests`, wherever it begins.
 */
export const takeTurn = (before: RateItem | undefined, rate: Rate, now: number): Turn => {
  const { requests, perSeconds, perDay = Number.POSITIVE_INFINITY } = rate;
  const atOnce = Math.max(1, Math.floor(requests / 10));
  const distanceMs = roundedUp((perSeconds * 1000) / (requests - atOnce + 1));
  const nextAt = before?.nextAt ?? 0;
  const at = Math.max(now, Math.ceil(nextAt - (atOnce - 1) * distanceMs));
  // The day on which the call is made; a caller whose clock is slow doesn't get yesterday's quota
  const day = Math.max(Math.floor(at / dayMs), before?.day ?? 0);
  const used = before?.day === day ? before.used : 0;
  if (used >= perDay) return { state: "QUOTA_USED", until: (day + 1) * dayMs };
  return { state: "TAKEN", at, after: { nextAt: Math.max(nextAt, at) + distanceMs, day, used: used + 1 } };
};
