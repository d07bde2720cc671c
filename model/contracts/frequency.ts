/** When a group's runs are due: the schedule is the truth, and value and unit must say the same. */
import type { Schedule } from "../documents/contract-bundle.ts";
import { skippedOn } from "../schedules/clock-changes.ts";
import { parseCron, type Cron } from "../schedules/cron.ts";
import { frequencyOf, writtenFrequency, type Frequency } from "../schedules/frequency.ts";
import { found } from "../validation/found.ts";
import type { Setting } from "./custom-properties.ts";
import { at, integer, text, type Fields } from "./fields.ts";
import { choice, type Report } from "./report.ts";
import { readWeeks } from "./weeks.ts";

const schedulers = ["EventBridge"] as const;

/** What a contract says about its due times, as far as it is known. */
export interface Recurrence {
  readonly expression?: string;
  readonly weeks?: Schedule["weeks"];
  readonly frequency?: Frequency;
}

const checkHours = (report: Report, entry: Fields, expression: string, { times }: Cron): boolean => {
  if (new Set(times.map(({ hour }) => hour)).size === times.length) return true;
  const message = `${found(expression)} fires more than once in an hour; a run reads up to the start of its hour, so the later ones would read nothing`;
  const fix = 'give one minute, e.g. "cron(30 * * * ? *)"';
  report.add("CONTRACT_SCHEDULE_TOO_OFTEN", at(entry, "schedule"), message, fix);
  return false;
};

/** A sub-daily schedule may have skipped times: the next run of the day reads what the skipped one would have. */
const checkClockChanges = (
  report: Report,
  entry: Fields,
  [expression, cron]: readonly [string, Cron],
  timeZone: string,
): boolean => {
  const skipped = cron.times.length > 1 ? undefined : skippedOn(cron, timeZone);
  if (skipped === undefined) return true;
  const message = `${found(expression)} does not exist on ${skipped}, when clocks in ${timeZone} skip it; the scheduler skips such a night`;
  const fix = "choose a time outside the hours in which clocks change";
  report.add("CONTRACT_SCHEDULE_CLOCK_CHANGE", at(entry, "schedule"), message, fix);
  return false;
};

const readCron = (report: Report, entry: Fields): readonly [string, Cron] | undefined => {
  const expression = text(entry, "schedule") ?? "";
  const cron = parseCron(expression);
  if (cron !== undefined) return [expression, cron];
  const message = `${found(entry.raw["schedule"])} is not a schedule; schedules are cron(minute hour day-of-month month day-of-week year) with one question mark`;
  report.add("CONTRACT_SCHEDULE", at(entry, "schedule"), message, 'write e.g. "cron(30 4 * * ? *)"');
  return undefined;
};

const readLasting = (report: Report, entry: Fields, expression: string, cron: Cron): Frequency | undefined => {
  const frequency = frequencyOf(cron);
  if (frequency !== undefined) return frequency;
  const message = `${found(expression)} does not go on; after its last run, or without one, nothing would be read`;
  const fix = "leave the year open with *, and name days that exist";
  report.add("CONTRACT_SCHEDULE_ENDS", at(entry, "schedule"), message, fix);
  return undefined;
};

/** Of a weekly schedule, the number of weeks that the entry asks for; 1 for every other one. */
const weeksAsked = (entry: Fields, fires: Frequency): number =>
  fires.unit === "w" && fires.value === 1 && entry.raw["unit"] === "w" ? Math.max(1, integer(entry, "value") ?? 1) : 1;

const checkAgrees = (report: Report, entry: Fields, expression: string, fires: Frequency): boolean => {
  const { value, unit } = entry.raw;
  if ((value === fires.value && unit === fires.unit) || weeksAsked(entry, fires) > 1) return true;
  const message = `value ${found(value)} with unit ${found(unit)} differs from ${found(expression)}, whose due times are at most ${writtenFrequency(fires)} apart`;
  const weekly = fires.unit === "w" && fires.value === 1 ? ", or more weeks with lakehouseFirstRun" : "";
  const fix = `write value: ${fires.value} and unit: ${fires.unit}${weekly}, or change the schedule`;
  report.add("CONTRACT_FREQUENCY", at(entry, "value"), message, fix);
  return false;
};

/** Reports each way in which the entry can't be carried out; what is left out of the result is reported. */
export const readRecurrence = (
  report: Report,
  entry: Fields,
  timeZone: string | undefined,
  firstRun: Setting,
): Recurrence => {
  choice(report, "CONTRACT_SCHEDULER", at(entry, "scheduler"), entry.raw["scheduler"], "scheduler", schedulers);
  const read = readCron(report, entry);
  if (read === undefined) return {};
  const [expression, cron] = read;
  if (!checkHours(report, entry, expression, cron)) return {};
  const fires = readLasting(report, entry, expression, cron);
  if (fires === undefined || !checkAgrees(report, entry, expression, fires)) return {};
  const every = weeksAsked(entry, fires);
  const weeks = readWeeks(report, read, every, firstRun);
  const exists = timeZone === undefined || checkClockChanges(report, entry, read, timeZone);
  const isComplete = every === 1 || weeks !== undefined;
  return {
    ...(exists && isComplete && { expression }),
    ...(weeks && { weeks }),
    frequency: { ...fires, value: fires.value * every, hours: fires.hours * every },
  };
};
