import { isSettled } from "../../model/ledger.ts";
import type { DatasetItem } from "../../model/documents/ledger-items.ts";

const hasLandedWhole = (dataset: DatasetItem): boolean =>
  isSettled(dataset) && dataset.landedPages > 0 && dataset.failedPages === 0;

/**
 * Until when a run waits for pages that keep failing, epoch milliseconds: `patienceMs` after the last page that landed. As
 * long as pages land, the source is at work, slow or not; and nobody waits before a dataset has landed whole, so that an
 * outage of everything gets all the deliveries that the queue has. Infinite then.
 */
export const waitEndsAt = (datasets: readonly DatasetItem[], patienceMs: number): number => {
  if (!datasets.some(hasLandedWhole)) return Number.POSITIVE_INFINITY;
  const landed = datasets.flatMap(({ lastLandedAt }) => (lastLandedAt === undefined ? [] : [Date.parse(lastLandedAt)]));
  return Math.max(...landed) + patienceMs;
};
