/** How records are requested and how they enter the table. */
import type { Extraction, WriteMode } from "../documents/contract-bundle.ts";
import { found } from "../validation/found.ts";
import type { DraftColumn } from "./columns.ts";
import type { Setting, Settings } from "./custom-properties.ts";
import type { KindRequest } from "./source-kind.ts";
import type { Report } from "./report.ts";
import { readSetting } from "./settings.ts";
import { nearest } from "../validation/suggestion.ts";

export const extractionSettings = [
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
    const message = "append adds each night's events, but no lakehouseWindowColumn says which they are";
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
      "remove lakehouseWindowColumn, or choose append or merge",
    );
  }
  if (mode === "merge" && updatedAt.value === undefined) {
    const message = "merge keeps the newest version of each key, but no lakehouseUpdatedAtColumn says which it is";
    report.add("CONTRACT_UPDATED_AT_MISSING", lakehouseWriteMode.path, message, "add lakehouseUpdatedAtColumn");
  }
  if (mode !== "merge" && updatedAt.value !== undefined) {
    const message = `${mode} does not compare versions, so lakehouseUpdatedAtColumn has no effect`;
    report.add(
      "CONTRACT_UPDATED_AT_UNUSED",
      updatedAt.path,
      message,
      "remove lakehouseUpdatedAtColumn, or choose merge",
    );
  }
};

const readLookback = (report: Report, setting: Setting, hasWindow: boolean): number | undefined => {
  const hours = readSetting(report, "lakehouseLookbackHours", setting);
  if (hours === undefined || hasWindow) return hours;
  const message = "every night reads everything the source has, so lakehouseLookbackHours has no effect";
  report.add("CONTRACT_LOOKBACK", setting.path, message, "remove it, or name a lakehouseWindowColumn");
  return undefined;
};

const readUniqueDays = (report: Report, setting: Setting, mode: WriteMode | undefined): number | undefined => {
  const days = readSetting(report, "lakehouseUniqueDays", setting);
  if (days === undefined || mode === undefined || mode === "append") return days;
  const message = `${mode} compares keys with the whole table, so lakehouseUniqueDays has no effect`;
  report.add("CONTRACT_UNIQUE_DAYS", setting.path, message, "remove it, or choose append");
  return undefined;
};

/** @param read what the source's kind makes of the contract; `undefined` if it has a problem */
export const readIngestion = (
  report: Report,
  settings: Settings<Name>,
  columns: readonly DraftColumn[],
  read: KindRequest | undefined,
): Ingestion => {
  const windowColumn = readTimeColumn(report, settings.lakehouseWindowColumn, columns);
  const updatedAtColumn =
    settings.lakehouseUpdatedAtColumn.value === settings.lakehouseWindowColumn.value
      ? windowColumn
      : readTimeColumn(report, settings.lakehouseUpdatedAtColumn, columns);
  const writeMode = readSetting(report, "lakehouseWriteMode", settings.lakehouseWriteMode);
  if (writeMode) checkModeFits(report, writeMode, settings);
  const lookbackHours = readLookback(
    report,
    settings.lakehouseLookbackHours,
    settings.lakehouseWindowColumn.value !== undefined,
  );
  const uniqueDays = readUniqueDays(report, settings.lakehouseUniqueDays, writeMode);
  const extraction =
    read === undefined
      ? undefined
      : {
          request: read.request,
          format: read.format,
          ...(windowColumn === undefined ? {} : { windowColumn }),
          ...(windowColumn === undefined || read.windowFit === "exact" ? {} : { windowFit: read.windowFit }),
          ...(lookbackHours === undefined ? {} : { lookbackHours }),
        };
  return { extraction, writeMode, updatedAtColumn, uniqueDays };
};
