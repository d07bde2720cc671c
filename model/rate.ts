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
 * Takes the next turn.
 *
 * A tenth of the requests may be made at once, the others at equal distances, such that no period of `perSeconds` has
 * more than `requests`, wherever it begins.
 */
export const takeTurn = (before: RateItem | undefined, rate: Rate, now: number): Turn => {
  const { requests, perSeconds, perDay = Number.POSITIVE_INFINITY } = rate;
  const atOnce = Math.max(1, Math.floor(requests / 10));
  const distanceMs = (perSeconds * 1000) / (requests - atOnce + 1);
  const day = Math.floor(now / dayMs);
  const used = before?.day === day ? before.used : 0;
  if (used >= perDay) return { state: "QUOTA_USED", until: (day + 1) * dayMs };
  const nextAt = before?.nextAt ?? 0;
  const at = Math.max(now, Math.ceil(nextAt - (atOnce - 1) * distanceMs));
  return { state: "TAKEN", at, after: { nextAt: Math.max(nextAt, at) + distanceMs, day, used: used + 1 } };
};
