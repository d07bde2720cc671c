/** A dataset's standing across nights: what is complete, and since when. Pure. */
import type { GoodNight, LatestNight, Standing } from "./documents/standing.ts";
import { covering, gapsIn, sameWindow, uncovered } from "./coverage.ts";
import type { ProcessedState } from "./documents/process-result.ts";
import type { Window } from "./documents/values.ts";

/** A run's reported result for one dataset. */
export interface NightOutcome {
  readonly runId: string;
  readonly group: string;
  readonly window: Window;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly bundleKey: string;
  readonly dataset: {
    readonly datasetId: string;
    readonly state: "SUCCEEDED" | "FAILED";
    /** The job's outcome; absent if the job didn't reach the dataset. */
    readonly processed?: ProcessedState;
    readonly error?: string;
    readonly landed: number;
    readonly loaded: number;
    readonly quarantined: number;
  };
  /**
   * What was requested from the source: a stretch that contains the window (the window itself if absent), or
   * everything.
   */
  readonly asked?: Window | "everything";
}

/** Four weeks, so each day can be compared with the same weekday. */
const nightsKept = 28;

/** A night that was read before it was over has only part of its rows. */
export const isOver = ({ window, startedAt }: Pick<NightOutcome, "window" | "startedAt">): boolean =>
  window.until <= startedAt;

/** A night that reads everything the source has makes up for every earlier one, good or failed. */
const coveredBy = (
  { covered, missed = [] }: Pick<Standing, "covered" | "missed">,
  { window, asked = window }: NightOutcome,
): readonly Window[] => {
  if (asked !== "everything") return covering(covered, asked);
  const since = covering(missed, covered[0] ?? window)[0]?.since ?? window.since;
  return covering(covered, since < window.since ? { since, until: window.until } : window);
};

/** What the dataset lacks up to `until`, in order: between its good nights, after them, and in failed nights. */
export const missingOf = (
  { covered, missed = [] }: Pick<Standing, "covered" | "missed">,
  until: string,
): readonly Window[] => gapsIn(covered, until).reduce(covering, missed);

const isNewer = (window: Window, than: Window | undefined): boolean => than === undefined || window.until >= than.until;

/**
 * By time, not by window: the contract in effect is that of the last publication. A night superseded by a newer
 * extraction published nothing, so its contracts aren't those of the table.
 */
const lastGoodAfter = (
  before: GoodNight | undefined,
  { runId, window, finishedAt, bundleKey, dataset }: NightOutcome,
): GoodNight | undefined => {
  if (dataset.processed === "SUPERSEDED") return before;
  return before === undefined || before.finishedAt <= finishedAt ? { runId, window, finishedAt, bundleKey } : before;
};

/** The standing after a night; recording the same night twice changes nothing. Only nights that are over count. */
export const afterNight = (standing: Standing | undefined, night: NightOutcome): Standing | undefined => {
  if (!isOver(night)) return standing;
  const { runId, group, window, finishedAt, dataset } = night;
  const { datasetId, state, error, landed, loaded, quarantined } = dataset;
  const latest: LatestNight = { runId, window, state, finishedAt, ...(error !== undefined && { error }) };
  const known = standing ?? { datasetId, group, covered: [], latest, nights: [] };
  const { missed: before = [], ...rest } = known;
  const now = { ...rest, group, latest: isNewer(window, known.latest.window) ? latest : known.latest };
  const covered = state === "FAILED" ? known.covered : coveredBy(known, night);
  const missed = uncovered(state === "FAILED" ? covering(before, window) : before, covered);
  const stretches = { covered, ...(missed.length > 0 && { missed }) };
  if (state === "FAILED") return { ...now, ...stretches };
  const lastGood = lastGoodAfter(known.lastGood, night);
  const others = known.nights.filter((one) => !sameWindow(one.window, window));
  const nights = [...others, { window, landed, loaded, quarantined }].sort((one, other) =>
    one.window.until < other.window.until ? -1 : 1,
  );
  return {
    ...now,
    ...stretches,
    ...(lastGood !== undefined && { lastGood }),
    nights: nights.slice(-nightsKept),
  };
};
