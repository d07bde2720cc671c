/** When a dataset's night starts, in which group it runs, and which retention and freshness the contract promises. */
import type { Schedule } from "../documents/contract-bundle.ts";
import { found } from "../validation/found.ts";
import type { Settings } from "./custom-properties.ts";
import { at, integer, items, text, type Fields } from "./fields.ts";
import { choice, type Report } from "./report.ts";
import { readSetting } from "./settings.ts";
import { dailyTime, skippedOn } from "./schedule.ts";
import type { Path } from "../validation/path.ts";

export const nightlySettings = ["lakehouseGroup", "lakehouseTimeZone"] as const;
const schedulers = ["EventBridge"] as const;

/** A contract's schedule as far as it is known, and where it was stated. */
export interface Nightly {
  readonly schedule: Partial<Schedule>;
  readonly groupPath: Path;
  readonly schedulePath: Path;
  readonly timeZonePath: Path;
  readonly rawRetentionDays: number | undefined;
  readonly freshnessHours: number | undefined;
}

/** The only entry of `slaProperties` that sets `property`. */
const readSla = (report: Report, contract: Fields, property: string, example: string): Fields | undefined => {
  const entries = items(contract, "slaProperties").filter((entry) => text(entry, "property") === property);
  const [entry, second] = entries;
  if (!entry) {
    report.add(
      "CONTRACT_SLA_MISSING",
      at(contract, "slaProperties"),
      `${property} is not set`,
      `add an entry with property: ${property}, ${example}`,
    );
  }
  if (second)
    report.add(
      "CONTRACT_SLA_DUPLICATE",
      at(second, "property"),
      `${property} is set a second time`,
      "keep one of the two",
    );
  return entry;
};

/** The schedule if it fires every night. */
const checkExpression = (report: Report, entry: Fields, timeZone: string | undefined): string | undefined => {
  const place = at(entry, "schedule");
  const expression = text(entry, "schedule") ?? "";
  const time = dailyTime(expression);
  if (time === "syntax") {
    const message = `${found(entry.raw["schedule"])} is not a schedule; schedules are cron(minute hour day-of-month month day-of-week year) with one question mark`;
    report.add("CONTRACT_SCHEDULE", place, message, 'write e.g. "cron(30 4 * * ? *)"');
    return undefined;
  }
  if (time === "not-daily") {
    const message = `${found(expression)} does not fire exactly once a day; a run reads the day before it, and other days would never be read`;
    const fix = 'give one minute and one hour, and leave the days open, e.g. "cron(30 4 * * ? *)"';
    report.add("CONTRACT_SCHEDULE_NOT_DAILY", place, message, fix);
    return undefined;
  }
  const skipped = timeZone === undefined ? undefined : skippedOn(time, timeZone);
  if (timeZone !== undefined && skipped !== undefined) {
    const message = `${found(expression)} does not exist on ${skipped}, when clocks in ${timeZone} skip it; the scheduler skips such a night`;
    const fix = "choose a time outside the hours in which clocks change";
    report.add("CONTRACT_SCHEDULE_CLOCK_CHANGE", place, message, fix);
    return undefined;
  }
  return expression;
};

const readFrequency = (report: Report, entry: Fields, timeZone: string | undefined): string | undefined => {
  const { value, unit, scheduler } = entry.raw;
  if (value !== 1 || unit !== "d") {
    const message = `value ${found(value)} with unit ${found(unit)} is not a nightly frequency; must be value 1 with unit "d"`;
    report.add("CONTRACT_FREQUENCY", at(entry, "value"), message, "write value: 1 and unit: d");
  }
  choice(report, "CONTRACT_SCHEDULER", at(entry, "scheduler"), scheduler, "scheduler", schedulers);
  return checkExpression(report, entry, timeZone);
};

const readRetention = (report: Report, entry: Fields): number | undefined => {
  const days = integer(entry, "value");
  if (days !== undefined && days >= 1 && entry.raw["unit"] === "d") return days;
  const message = `value ${found(entry.raw["value"])} with unit ${found(entry.raw["unit"])} is not a retention; allowed values are whole days from 1 with unit "d"`;
  report.add(
    "CONTRACT_RETENTION",
    at(entry, "value"),
    message,
    "write the days as a number, e.g. value: 400 and unit: d",
  );
  return undefined;
};

/** More than a day, or a night that takes a minute longer than the last would break it; alarms look back 7 days at most. */
const latencyHours = { least: 25, most: 168 } as const;
const hoursOf: Readonly<Record<string, number>> = { h: 1, d: 24 };

/**
 * The standard prefers `latency` over `freshness` for the time until data can be read:
 * https://bitol-io.github.io/open-data-contract-standard/latest/service-level-agreement/
 */
const readLatency = (report: Report, entry: Fields): number | undefined => {
  const unit = text(entry, "unit") ?? "";
  const value = integer(entry, "value");
  const hours = value === undefined ? undefined : value * (hoursOf[unit] ?? Number.NaN);
  if (hours !== undefined && hours >= latencyHours.least && hours <= latencyHours.most) return hours;
  const given = `value ${found(entry.raw["value"])} with unit ${found(entry.raw["unit"])}`;
  const message = `${given} is not a nightly latency; allowed values are ${latencyHours.least} to ${latencyHours.most} whole hours with unit "h", or 2 to 7 days with unit "d"`;
  report.add("CONTRACT_LATENCY", at(entry, "value"), message, "write e.g. value: 26 and unit: h");
  return undefined;
};

export const readNightly = (
  report: Report,
  contract: Fields,
  settings: Settings<(typeof nightlySettings)[number]>,
): Nightly => {
  const group = readSetting(report, "lakehouseGroup", settings.lakehouseGroup);
  const timeZone = readSetting(report, "lakehouseTimeZone", settings.lakehouseTimeZone);
  const frequency = readSla(report, contract, "frequency", "value: 1, unit: d, scheduler: EventBridge and a schedule");
  const expression = frequency && readFrequency(report, frequency, timeZone);
  const retention = readSla(report, contract, "retention", "a number of days as value, and unit: d");
  const latency = readSla(report, contract, "latency", "a number of hours as value, and unit: h");
  return {
    schedule: {
      ...(group === undefined ? {} : { group }),
      ...(expression === undefined ? {} : { expression }),
      ...(timeZone === undefined ? {} : { timeZone }),
    },
    groupPath: settings.lakehouseGroup.path,
    schedulePath: frequency ? at(frequency, "schedule") : at(contract, "slaProperties"),
    timeZonePath: settings.lakehouseTimeZone.path,
    rawRetentionDays: retention && readRetention(report, retention),
    freshnessHours: latency && readLatency(report, latency),
  };
};
