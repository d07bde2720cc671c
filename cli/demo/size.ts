import type { Report } from "../../model/documents/report.ts";
import { UsageError } from "../answer.ts";
import { defaultFlightNights, defaultMissionRows, mostFlightNights, type ProfileName } from "./profiles.ts";

const mostMissionNights = 31;
const mostMissionRows = 5_000_000;

export interface DemoSize {
  readonly days: number;
  /** Rows per day of the mission's transactions; absent for the flights, whose data is fixed. */
  readonly rows?: number;
}

/** @throws UsageError OPTION_INVALID unless `text` is a whole number from 1 to `most` */
export const wholeNumber = (option: string, text: string, most: number): number => {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (value >= 1 && value <= most) return value;
  const message = `"${text}" is not a number from 1 to ${most}`;
  throw new UsageError({ code: "OPTION_INVALID", place: option, message, fix: "give a whole number in that range" });
};

/**
 * The demo's size, from its options. Pure.
 *
 * @throws UsageError
 */
export const demoSize = (profile: ProfileName, days: string | undefined, rows: string | undefined): DemoSize => {
  if (profile === "mission") {
    return {
      days: days === undefined ? 1 : wholeNumber("--days", days, mostMissionNights),
      rows: rows === undefined ? defaultMissionRows : wholeNumber("--rows", rows, mostMissionRows),
    };
  }
  if (rows === undefined) {
    return { days: days === undefined ? defaultFlightNights : wholeNumber("--days", days, mostFlightNights) };
  }
  const message = "the flights are real data of a fixed size; --rows sizes the mission profile";
  const fix = "leave it out, or add --profile mission";
  throw new UsageError({ code: "OPTION_INVALID", place: "--rows", message, fix });
};

/** Whether a complete night has the requested size: as many transactions as the source has per day. */
export const hasSize =
  ({ rows }: DemoSize) =>
  ({ datasets }: Report): boolean =>
    rows === undefined ||
    datasets.some(({ datasetId, source }) => datasetId === "mission.transactions" && source === rows);
