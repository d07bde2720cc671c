import type { Behavior } from "./behavior.ts";
import { betweenFaults, sourceFaults, type Fault } from "./faults.ts";
import type { WayState } from "./state.ts";

/** Pages of faults that need one, unless `at` or `call` names another. */
const defaultPages: Partial<Record<Fault, number>> = {
  "short-middle": 2,
  "empty-middle": 2,
  "csv-header-changes": 2,
  "cursor-expired": 3,
};

const isIn = (list: readonly Fault[], fault: Fault): boolean => list.includes(fault);

/**
 * Whether faults happen at a call: at page `at`, at call `call`, at most `times` times. Changes between two calls stay
 * from call `call` on, the second unless stated.
 *
 * @param call number of the call, from 1
 * @returns for a page (`undefined` if the route has none), whether a fault happens; a fault counts once per call
 */
export const faultHits = (
  behavior: Behavior,
  state: WayState,
  call: number,
): ((page: number | undefined) => (fault: Fault) => boolean) => {
  const decided = new Map<Fault, boolean>();
  const happens = (fault: Fault, page: number | undefined): boolean => {
    if (!behavior.fault.includes(fault)) return false;
    if (isIn(betweenFaults, fault)) return call >= (behavior.call ?? 2);
    const at = isIn(sourceFaults, fault)
      ? undefined
      : (behavior.at ?? (behavior.call === undefined ? defaultPages[fault] : undefined));
    return (
      (at === undefined || at === page) &&
      (behavior.call === undefined || behavior.call === call) &&
      (behavior.times === undefined || state.shownTimes(fault) < behavior.times)
    );
  };
  return (page) => (fault) => {
    const known = decided.get(fault);
    if (known !== undefined) return known;
    const hit = happens(fault, page);
    decided.set(fault, hit);
    if (hit) state.show(fault);
    return hit;
  };
};
