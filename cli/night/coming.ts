import type { Bundle } from "../../model/documents/contract-bundle.ts";
import type { Window } from "../../model/documents/values.ts";
import { runsAfter, type DueRun } from "../../model/schedules/runs.ts";
import { night, parseDate } from "../../model/windows.ts";
import { UsageError } from "../answer.ts";
import { numberOf } from "../number-option.ts";
import { knownGroup } from "./window.ts";

/** A run that the schedule will start. */
export interface ComingRun {
  readonly group: string;
  /** Instant, ISO 8601. */
  readonly due: string;
  /** `YYYY-MM-DDTHH:MM` in the time zone. */
  readonly local: string;
  readonly timeZone: string;
  readonly window: Window;
  readonly datasets: readonly string[];
}

export interface ComingChoice {
  readonly group?: string;
  readonly count?: string;
  readonly until?: string;
}

const usualCount = 10;
const mostRuns = 1_000;

const limitOf = ({ count, until }: ComingChoice): number => {
  if (count !== undefined) return numberOf(count, "--count", 1, mostRuns);
  return until === undefined ? usualCount : mostRuns;
};

const dayOf = (text: string): string => {
  const parsed = parseDate(text, "--until");
  if ("problem" in parsed) throw new UsageError(parsed.problem);
  return parsed.date;
};

/** The group whose next run is due first. */
const earliest = (heads: ReadonlyMap<string, DueRun>): readonly [string, DueRun] | undefined =>
  [...heads].reduce<readonly [string, DueRun] | undefined>(
    (first, head) => (first === undefined || head[1].due < first[1].due ? head : first),
    undefined,
  );

/**
 * The runs due after `now` (ISO 8601), the earliest first; of groups due at the same time in their names' order. Pure.
 *
 * @throws UsageError
 */
export const comingRuns = (bundle: Bundle, choice: ComingChoice, now: string): readonly ComingRun[] => {
  const schedules = choice.group === undefined ? bundle.schedules : [knownGroup(bundle, choice.group, "--group")];
  const limit = limitOf(choice);
  const end = choice.until === undefined ? undefined : dayOf(choice.until);
  const ahead = new Map(schedules.map((schedule) => [schedule.group, runsAfter(schedule, now)]));
  const heads = new Map<string, DueRun>();
  const advance = (group: string): void => {
    const next = ahead.get(group)?.next();
    if (next === undefined || next.done === true) heads.delete(group);
    else heads.set(group, next.value);
  };
  for (const { group } of schedules) advance(group);
  const found: ComingRun[] = [];
  while (found.length < limit) {
    const [group, run] = earliest(heads) ?? [];
    const schedule = schedules.find((one) => one.group === group);
    if (group === undefined || run === undefined || schedule === undefined) break;
    const { timeZone } = schedule;
    if (end !== undefined && run.due >= night(end, timeZone).window.since) heads.delete(group);
    else {
      const datasets = bundle.datasets.filter((dataset) => dataset.group === group).map(({ id }) => id);
      found.push({ group, ...run, timeZone, datasets });
      advance(group);
    }
  }
  return found;
};
