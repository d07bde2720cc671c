import type { RunStatus } from "../../aws/ledger/ledger-reader.ts";
import { isSettled } from "../../model/ledger.ts";
import { formatSeconds, plural } from "../output/format.ts";

/** Pages of a working source follow each other within seconds. */
const quietMs = 10_000;

const shown = 3;

/**
 * What a run waits for if no page has landed for a while: `waiting for ops.events (3 pages) since 02:00:06 UTC, 40 s`;
 * empty while pages land. Pure.
 *
 * @param at now, epoch milliseconds
 */
export const describeAwaited = ({ run, datasets }: RunStatus, at: number): string => {
  const awaited = datasets.filter((dataset) => !isSettled(dataset));
  const landed = datasets.flatMap(({ lastLandedAt }) => (lastLandedAt === undefined ? [] : [Date.parse(lastLandedAt)]));
  const since = Math.max(Date.parse(run.startedAt), ...landed);
  if (awaited.length === 0 || at - since < quietMs) return "";
  const names = awaited.slice(0, shown).map(({ datasetId, plannedPages, landedPages, failedPages }) => {
    return `${datasetId} (${plural(plannedPages - landedPages - failedPages, "page")})`;
  });
  const more = awaited.length > shown ? [plural(awaited.length - shown, "more dataset")] : [];
  const time = new Date(since).toISOString().slice(11, 19);
  return `waiting for ${[...names, ...more].join(", ")} since ${time} UTC, ${formatSeconds((at - since) / 1000)}`;
};
