/** Which of several weeks a run is due in, which no cron expression can say. */
import { Temporal } from "temporal-polyfill";
import type { Schedule } from "../documents/contract-bundle.ts";
import type { Cron } from "../schedules/cron.ts";
import { found } from "../validation/found.ts";
import type { Setting } from "./custom-properties.ts";
import type { Report } from "./report.ts";
import { readSetting } from "./settings.ts";

const refuseUnused = (report: Report, expression: string, { path }: Setting): void => {
  const message = `lakehouseFirstRun is set, but every due time of ${found(expression)} counts`;
  report.add("CONTRACT_FIRST_RUN_UNUSED", path, message, "remove it, or write a frequency of 2 or more weeks");
};

const refuseMissing = (report: Report, every: number, { path }: Setting): void => {
  const message = `lakehouseFirstRun is not set; a frequency of ${every} weeks needs a date from which they count`;
  const fix = "add a custom property lakehouseFirstRun with a date on which it runs, e.g. 2026-01-05";
  report.add("CONTRACT_FIRST_RUN_MISSING", path, message, fix);
};

/** @param every weeks between two runs; 1 needs no date */
export const readWeeks = (
  report: Report,
  [expression, cron]: readonly [string, Cron],
  every: number,
  setting: Setting,
): Schedule["weeks"] => {
  if (every > 1 && setting.value === undefined) refuseMissing(report, every, setting);
  if (every === 1 && setting.value !== undefined) refuseUnused(report, expression, setting);
  if (every === 1) return undefined;
  const firstRun = readSetting(report, "lakehouseFirstRun", setting);
  if (firstRun === undefined) return undefined;
  const date = Temporal.PlainDate.from(firstRun);
  if (cron.firesOn(date)) return { every, firstRun };
  const nearest = [cron.dateBefore(date), cron.dateAfter(date)].flatMap((one) => one?.toString() ?? []).join(" or ");
  const message = `${found(expression)} does not fire on ${firstRun}`;
  report.add("CONTRACT_FIRST_RUN", setting.path, message, `write a date on which it runs, e.g. ${nearest}`);
  return undefined;
};
