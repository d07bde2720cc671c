/** When a dataset's night starts, in which group it runs, and which retention and freshness the contract promises. */
import type { Schedule } from "../documents/contract-bundle.ts";
import { found } from "../validation/found.ts";
import type { Settings } from "./custom-properties.ts";
import { at, integer, items, text, type Fields } from "./fields.ts";
import { writtenFrequency, type Frequency } from "../schedules/frequency.ts";
import { readRecurrence } from "./frequency.ts";
import type { Report } from "./report.ts";
import { readSetting } from "./settings.ts";
import type { Path } from "../validation/path.ts";

export const nightlySettings = ["lakehouseGroup", "lakehouseTimeZone", "lakehouseFirstRun"] as const;

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

/**
 * At least an hour more than the time between two runs, or a run that takes a minute longer than the last would break
 * it; at most a week, or two of these times.
 */
const latencyRange = (hours: number): { readonly least: number; readonly most: number } => ({
  least: hours + 1,
  most: Math.max(7 * 24, 2 * hours),
});
const hoursOf: Readonly<Record<string, number>> = { h: 1, d: 24 };

/**
 * The standard prefers `latency` over `freshness` for the time until data can be read:
 * https://bitol-io.github.io/open-data-contract-standard/latest/service-level-agreement/
 */
const readLatency = (report: Report, entry: Fields, frequency: Frequency | undefined): number | undefined => {
  const unit = text(entry, "unit") ?? "";
  const value = integer(entry, "value");
  const hours = value === undefined ? undefined : value * (hoursOf[unit] ?? Number.NaN);
  // without a known frequency, which is reported, any latency will do
  const { least, most } = frequency ? latencyRange(frequency.hours) : { least: 1, most: Number.MAX_SAFE_INTEGER };
  if (hours !== undefined && hours >= least && hours <= most) return hours;
  const given = `value ${found(entry.raw["value"])} with unit ${found(entry.raw["unit"])}`;
  const [fewest, limit] = [Math.ceil(least / 24), Math.floor(most / 24)];
  const days = `${fewest} to ${limit} days with unit "d"`;
  const often = frequency ? ` at a frequency of ${writtenFrequency(frequency)}` : "";
  const message = `${given} is not a latency${often}; allowed values are ${least} to ${most} whole hours with unit "h", or ${days}`;
  report.add("CONTRACT_LATENCY", at(entry, "value"), message, `write e.g. value: ${least + 1} and unit: h`);
  return undefined;
};

export const readNightly = (
  report: Report,
  contract: Fields,
  settings: Settings<(typeof nightlySettings)[number]>,
): Nightly => {
  const group = readSetting(report, "lakehouseGroup", settings.lakehouseGroup);
  const timeZone = readSetting(report, "lakehouseTimeZone", settings.lakehouseTimeZone);
  const entry = readSla(report, contract, "frequency", "value: 1, unit: d, scheduler: EventBridge and a schedule");
  const { expression, weeks, frequency } = entry
    ? readRecurrence(report, entry, timeZone, settings.lakehouseFirstRun)
    : {};
  const retention = readSla(report, contract, "retention", "a number of days as value, and unit: d");
  const latency = readSla(report, contract, "latency", "a number of hours as value, and unit: h");
  return {
    schedule: {
      ...(group === undefined ? {} : { group }),
      ...(expression === undefined ? {} : { expression }),
      ...(timeZone === undefined ? {} : { timeZone }),
      ...(weeks && { weeks }),
    },
    groupPath: settings.lakehouseGroup.path,
    schedulePath: entry ? at(entry, "schedule") : at(contract, "slaProperties"),
    timeZonePath: settings.lakehouseTimeZone.path,
    rawRetentionDays: retention && readRetention(report, retention),
    freshnessHours: latency && readLatency(report, latency, frequency),
  };
};
