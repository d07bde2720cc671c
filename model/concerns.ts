/** What an operator must know beyond a single night: what is missing, late, or unusual. Pure. */
import { sameWindow } from "./coverage.ts";
import type { Bundle, Dataset, Schedule } from "./documents/contract-bundle.ts";
import type { Gap, Late, Stale } from "./documents/report.ts";
import type { Window } from "./documents/values.ts";
import type { Reader } from "./documents/sql-bundle.ts";
import { staleOf } from "./stale.ts";
import { missingOf } from "./standing.ts";
import type { NightFigures, Standing } from "./documents/standing.ts";
import { overdueUntil } from "./schedules/runs.ts";
import { dateIn, daysOf } from "./windows.ts";

/** A night with far more or fewer rows than usual. */
export interface Unlike {
  readonly datasetId: string;
  readonly window: Window;
  readonly landed: number;
  /** Median of the preceding nights. */
  readonly usual: number;
}

export interface Concerns {
  readonly gaps: readonly Gap[];
  readonly late: readonly Late[];
  readonly unlike: readonly Unlike[];
  readonly stale: readonly Stale[];
}

/** Fewer say nothing about what is usual. */
const leastNights = 4;
/** More than twice or less than half the usual number of rows is unusual; small tables are exempt. */
const factor = 2;
const leastRows = 100;

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 1 ? high : (low + high) / 2;
};

/** Usual number of rows, from all nights but the newest; `undefined` if there are too few to say. */
export const usualOf = (nights: readonly NightFigures[]): number | undefined =>
  nights.length <= leastNights ? undefined : median(nights.slice(0, -1).map(({ landed }) => landed));

const isUnlike = (landed: number, usual: number): boolean =>
  Math.max(landed, usual) >= leastRows && (landed * factor < usual || landed > usual * factor);

const unlikeOf = ({ datasetId, nights }: Standing): readonly Unlike[] => {
  const newest = nights.at(-1);
  const usual = usualOf(nights);
  if (newest === undefined || usual === undefined || !isUnlike(newest.landed, usual)) return [];
  return [{ datasetId, window: newest.window, landed: newest.landed, usual }];
};

/** A group's gaps; datasets that miss the same stretch share one. */
const gapsOfGroup = ({ group, timeZone }: Schedule, standings: readonly Standing[], until: string): readonly Gap[] => {
  const found: { readonly window: Window; readonly datasets: string[] }[] = [];
  for (const standing of standings) {
    const { datasetId } = standing;
    for (const window of missingOf(standing, until)) {
      const known = found.find((gap) => sameWindow(gap.window, window));
      if (known === undefined) found.push({ window, datasets: [datasetId] });
      else known.datasets.push(datasetId);
    }
  }
  return found
    .toSorted((one, other) => (one.window.since < other.window.since ? -1 : 1))
    .map(({ window, datasets }) => ({
      group,
      window,
      firstDate: dateIn(window.since, timeZone),
      lastDate: dateIn(new Date(Date.parse(window.until) - 1).toISOString(), timeZone),
      datasets: datasets.toSorted(),
    }));
};

const lateOf = ({ id, freshnessHours }: Dataset, standing: Standing | undefined, now: string): readonly Late[] => {
  if (standing?.lastGood === undefined) return [];
  const hours = Math.floor((Date.parse(now) - Date.parse(standing.lastGood.finishedAt)) / 3_600_000);
  return hours >= freshnessHours ? [{ datasetId: id, hours, promisedHours: freshnessHours }] : [];
};

export interface ConcernFacts {
  readonly bundle: Bundle;
  /** All datasets, or some: only these are considered. */
  readonly standings: readonly Standing[];
  /** ISO 8601 */
  readonly now: string;
  /** Whether nights start by schedule: only then can a night that never started be missing, and a dataset be late. */
  readonly isScheduled: boolean;
  /** Instant up to which nights have run, successfully or not: uncovered time before it is missing. */
  readonly runUntil?: string;
  /** Who reads which table; `undefined` if unknown. */
  readonly readers: readonly Reader[] | undefined;
}

const lastCovered = (standings: readonly Standing[]): string =>
  standings.reduce((last, { covered }) => {
    const until = covered.at(-1)?.until ?? "";
    return until > last ? until : last;
  }, "");

/** @returns empty lists if every due night exists, on time and as usual */
export const concernsOf = ({ bundle, standings, now, isScheduled, runUntil = "", readers }: ConcernFacts): Concerns => {
  const byId = new Map(standings.map((standing) => [standing.datasetId, standing]));
  const gaps = bundle.schedules.flatMap((schedule) => {
    const own = bundle.datasets.flatMap(({ id, group }) => (group === schedule.group ? (byId.get(id) ?? []) : []));
    const due = isScheduled ? overdueUntil(schedule, now) : lastCovered(own);
    return gapsOfGroup(schedule, own, due > runUntil ? due : runUntil);
  });
  const late = isScheduled ? bundle.datasets.flatMap((dataset) => lateOf(dataset, byId.get(dataset.id), now)) : [];
  return {
    gaps,
    late,
    unlike: bundle.datasets.flatMap(({ id }) => {
      const standing = byId.get(id);
      return standing === undefined ? [] : unlikeOf(standing);
    }),
    stale: staleOf({
      datasets: bundle.datasets,
      standings,
      late: new Set(late.map(({ datasetId }) => datasetId)),
      missing: new Set(gaps.flatMap(({ datasets }) => datasets)),
      readers,
    }),
  };
};

const some = (names: readonly string[]): string =>
  names.length <= 3 ? names.join(", ") : `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`;

/** Clocks take an hour from some days; less than this is part of a day. */
const leastDayHours = 23;

const hoursOf = ({ since, until }: Window): number => (Date.parse(until) - Date.parse(since)) / 3_600_000;

/** `mission 2026-03-02 to 2026-03-04: mission.transactions`; of a part of a day with its instants */
export const describeGap = ({ group, firstDate, lastDate, window, datasets }: Gap): string => {
  const days = daysOf({ date: lastDate, ...(firstDate !== lastDate && { firstDate }) });
  const part = hoursOf(window) < leastDayHours ? ` (${window.since} to ${window.until})` : "";
  return `${group} ${days}${part}: ${some(datasets)}`;
};

export const describeLate = ({ datasetId, hours, promisedHours }: Late): string =>
  `${datasetId}: published ${hours} hours ago, promised within ${promisedHours}`;

const percent = (landed: number, usual: number): string => {
  if (usual === 0) return "";
  const change = Math.round((landed / usual - 1) * 100);
  return ` (${change > 0 ? "+" : ""}${change} %)`;
};

export const describeUnlike = ({ datasetId, landed, usual }: Unlike): string =>
  `${datasetId}: ${landed} rows, ${usual} in a usual night${percent(landed, usual)}`;
