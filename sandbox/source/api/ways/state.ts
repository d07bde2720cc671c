import { keptByName } from "../kept.ts";
import { RateWindow } from "../rate.ts";
import type { Behavior } from "./behavior.ts";
import type { Fault } from "./faults.ts";

export type Route = "items" | "count" | "token";

interface IssuedToken {
  /** Epoch milliseconds. */
  readonly until: number;
  usesLeft: number;
}

/** What an API remembers of the calls with one behavior; another `run` in the list is another memory. */
export class WayState {
  readonly tokens = new Map<string, IssuedToken>();
  readonly rate: RateWindow | undefined;
  private readonly calls: Record<Route, number> = { items: 0, count: 0, token: 0 };
  private readonly shown = new Map<Fault, number>();
  private readonly asked = new Set<string>();
  private quotaDay = -1;
  private quotaUsed = 0;
  private limited = 0;

  constructor(behavior: Behavior) {
    const { rate } = behavior;
    this.rate = rate === undefined ? undefined : new RateWindow(Number(rate[0]), Number(rate[1]));
  }

  /** Number of this call, from 1. */
  count(route: Route): number {
    return (this.calls[route] += 1);
  }

  callsOf(route: Route): number {
    return this.calls[route];
  }

  shownTimes(fault: Fault): number {
    return this.shown.get(fault) ?? 0;
  }

  show(fault: Fault): void {
    this.shown.set(fault, this.shownTimes(fault) + 1);
  }

  /** Whether this is the first call of a URL. */
  isFirst(url: string): boolean {
    const first = !this.asked.has(url);
    this.asked.add(url);
    return first;
  }

  /** Counts a call against the day's quota; `false` if the quota is used up. */
  takeOfQuota(quota: number, now: number): boolean {
    const day = Math.floor(now / 86_400_000);
    if (day !== this.quotaDay) {
      this.quotaDay = day;
      this.quotaUsed = 0;
    }
    if (this.quotaUsed >= quota) return false;
    this.quotaUsed += 1;
    return true;
  }

  countLimited(): void {
    this.limited += 1;
  }

  summary(): object {
    return { calls: this.calls, faults: Object.fromEntries(this.shown), limited: this.limited };
  }
}

/** The memory of every behavior. */
export const wayStates = (): ((segment: string, behavior: Behavior) => WayState) => {
  const holders = keptByName((): { state?: WayState } => ({}));
  return (segment, behavior) => {
    const holder = holders(segment);
    holder.state ??= new WayState(behavior);
    return holder.state;
  };
};
