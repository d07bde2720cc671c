import { isSettled } from "../../model/ledger.ts";
import type { DatasetItem } from "../../model/documents/ledger-items.ts";

const hasLandedWhole = (dataset: DatasetItem): boolean =>
  isSettled(dataset) && dataset.landedPages > 0 && dataset.failedPages === 0;

/**
 * How long a run waits for pages that keep failing, in epoch milliseconds: until `patienceMs` after the last page that
 * landed. As long as pages land, the source works, slow or not; and the wait is infinite until one dataset has landed
 * completely, so that an outage of everything gets all the deliveries that the queue has.
 */
export const waitEndsAt = (datasets: readonly DatasetItem[], patienceMs: number): number => {
  if (!datasets.some(hasLandedWhole)) return Number.POSITIVE_INFINITY;
  const landed = datasets.flatMap(({ lastLandedAt }) => (lastLandedAt === undefined ? [] : [Date.parse(lastLandedAt)]));
  return Math.max(...landed) + patienceMs;
};
