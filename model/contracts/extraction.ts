/** How records are requested and how they enter the table. */
import { writeModes, type Extraction, type WriteMode } from "../documents/contract-bundle.ts";
import { maximumPageSize } from "../paging.ts";
import { found } from "../validation/found.ts";
import type { DraftColumn } from "./columns.ts";
import type { Setting, Settings } from "./custom-properties.ts";
import { pathPattern } from "./naming.ts";
import { choice, type Report } from "./report.ts";
import { nearest } from "../validation/suggestion.ts";

export const extractionSettings = [
  "lakehousePath",
  "lakehousePageSize",
  "lakehouseWriteMode",
  "lakehouseWindowColumn",
  "lakehouseUpdatedAtColumn",
  "lakehouseLookbackHours",
  "lakehouseUniqueDays",
] as const;
type Name = (typeof extractionSettings)[number];

export interface Ingestion {
  readonly extraction: Extraction | undefined;
  readonly writeMode: WriteMode | undefined;
  readonly updatedAtColumn: string | undefined;
  readonly uniqueDays: number | undefined;
}

/** Four weeks: rows that arrive later need a separate load. */
const mostLookbackHours = 672;
const mostUniqueDays = 3_660;

/** Whether a setting is present; if not, reports it. */
export const isSet = (report: Report, name: string, setting: Setting): boolean => {
  if (setting.value !== undefined) return true;
  report.add("CONTRACT_PROPERTY_MISSING", setting.path, `${name} is not set`, `add a custom property ${name}`);
  return false;
};

const readPath = (report: Report, setting: Setting): string | undefined => {
  if (!isSet(report, "lakehousePath", setting)) return undefined;
  if (typeof setting.value === "string" && pathPattern.test(setting.value)) return setting.value;
  const message = `${found(setting.value)} is not a path; paths begin with a slash, end without one and have no query`;
  report.add("CONTRACT_PATH", setting.path, message, 'write the path below the source\'s base URL, e.g. "/flights"');
  return undefined;
};

const readPageSize = (report: Report, setting: Setting): number | undefined => {
  if (!isSet(report, "lakehousePageSize", setting)) return undefined;
  const { value } = setting;
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 1 && value <= maximumPageSize) return value;
  const message = `${found(value)} is not a page size; allowed is 1 to ${maximumPageSize}, the source's cap`;
  report.add("CONTRACT_PAGE_SIZE", setting.path, message, `write a whole number up to ${maximumPageSize}`);
  return undefined;
};

/** Name of a column that orders records in time; every record must have it, or some would be missed. */
const readTimeColumn = (report: Report, setting: Setting, columns: readonly DraftColumn[]): string | undefined => {
  if (setting.value === undefined) return undefined;
  const column = columns.find((candidate) => candidate.name === setting.value);
  if (!column) {
    const names = columns.map((candidate) => candidate.name);
    const close = typeof setting.value === "string" ? nearest(setting.value, names) : undefined;
    const message = `${found(setting.value)} is not a column; columns are ${names.join(", ")}`;
    const fix =
      close === undefined ? "name a column, or add it" : `write "${close}" if that is what you mean, or add the column`;
    report.add("CONTRACT_COLUMN_UNKNOWN", setting.path, message, fix);
    return undefined;
  }
  if (column.type !== undefined && column.type !== "timestamp") {
    const message = `"${column.name}" is of type ${column.type}; records are ordered in time by a timestamp`;
    report.add("CONTRACT_TIME_COLUMN_TYPE", setting.path, message, "name a timestamp column");
  }
  if (!column.required) {
    const message = `"${column.name}" may be null; a record without it would belong to no night`;
    report.add("CONTRACT_TIME_COLUMN_NULLABLE", setting.path, message, `write required: true for "${column.name}"`);
  }
  return column.name;
};

const checkModeFits = (report: Report, mode: WriteMode, settings: Settings<Name>): void => {
  const { lakehouseWindowColumn: window, lakehouseUpdatedAtColumn: updatedAt, lakehouseWriteMode } = settings;
  if (mode === "append" && window.value === undefined) {
    const message = "append adds each night's events and no lakehouseWindowColumn says which those are";
    report.add(
      "CONTRACT_WINDOW_MISSING",
      lakehouseWriteMode.path,
      message,
      "add lakehouseWindowColumn, or choose replace",
    );
  }
  if (mode === "replace" && window.value !== undefined) {
    const message = "replace swaps the whole table, and a window would leave only one night's rows in it";
    report.add(
      "CONTRACT_WINDOW_UNUSED",
      window.path,
      message,
      "take lakehouseWindowColumn out, or choose append or merge",
    );
  }
  if (mode === "merge" && updatedAt.value === undefined) {
    const message = "merge keeps the newest version of each key and no lakehouseUpdatedAtColumn says which that is";
    report.add("CONTRACT_UPDATED_AT_MISSING", lakehouseWriteMode.path, message, "add lakehouseUpdatedAtColumn");
  }
  if (mode !== "merge" && updatedAt.value !== undefined) {
    const message = `${mode} does not compare versions, so lakehouseUpdatedAtColumn has no effect`;
    report.add(
      "CONTRACT_UPDATED_AT_UNUSED",
      updatedAt.path,
      message,
      "take lakehouseUpdatedAtColumn out, or choose merge",
    );
  }
};

/** A whole number of at least 1; `undefined` if it isn't set or is invalid. */
const readCount = (
  report: Report,
  code: "CONTRACT_LOOKBACK" | "CONTRACT_UNIQUE_DAYS",
  { value, path }: Setting,
  { unit, most }: { readonly unit: string; readonly most: number },
): number | undefined => {
  if (value === undefined) return undefined;
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 1 && value <= most) return value;
  const message = `${found(value)} is not a number of ${unit}; allowed is 1 to ${most}`;
  report.add(code, path, message, `write a whole number of ${unit}, or take it out`);
  return undefined;
};

const readLookback = (report: Report, setting: Setting, hasWindow: boolean): number | undefined => {
  const hours = readCount(report, "CONTRACT_LOOKBACK", setting, { unit: "hours", most: mostLookbackHours });
  if (hours === undefined || hasWindow) return hours;
  const message = "every night reads all that the source has, so lakehouseLookbackHours has no effect";
  report.add("CONTRACT_LOOKBACK", setting.path, message, "take it out, or name a lakehouseWindowColumn");
  return undefined;
};

const readUniqueDays = (report: Report, setting: Setting, mode: WriteMode | undefined): number | undefined => {
  const days = readCount(report, "CONTRACT_UNIQUE_DAYS", setting, { unit: "days", most: mostUniqueDays });
  if (days === undefined || mode === undefined || mode === "append") return days;
  const message = `${mode} compares keys with the whole table, so lakehouseUniqueDays has no effect`;
  report.add("CONTRACT_UNIQUE_DAYS", setting.path, message, "take it out, or choose append");
  return undefined;
};

export const readIngestion = (report: Report, settings: Settings<Name>, columns: readonly DraftColumn[]): Ingestion => {
  const path = readPath(report, settings.lakehousePath);
  const pageSize = readPageSize(report, settings.lakehousePageSize);
  const windowColumn = readTimeColumn(report, settings.lakehouseWindowColumn, columns);
  const { value, path: place } = settings.lakehouseWriteMode;
  const updatedAtColumn =
    settings.lakehouseUpdatedAtColumn.value === settings.lakehouseWindowColumn.value
      ? windowColumn
      : readTimeColumn(report, settings.lakehouseUpdatedAtColumn, columns);
  const writeMode = isSet(report, "lakehouseWriteMode", settings.lakehouseWriteMode)
    ? choice(report, "CONTRACT_WRITE_MODE", place, value, "write mode", writeModes)
    : undefined;
  if (writeMode) checkModeFits(report, writeMode, settings);
  const lookbackHours = readLookback(
    report,
    settings.lakehouseLookbackHours,
    settings.lakehouseWindowColumn.value !== undefined,
  );
  const uniqueDays = readUniqueDays(report, settings.lakehouseUniqueDays, writeMode);
  const extraction =
    path === undefined || pageSize === undefined
      ? undefined
      : {
          path,
          pageSize,
          ...(windowColumn === undefined ? {} : { windowColumn }),
          ...(lookbackHours === undefined ? {} : { lookbackHours }),
        };
  return { extraction, writeMode, updatedAtColumn, uniqueDays };
};
