/** What a dataset's night may look like and still be published. */
import type { RemovedRows, Tolerance, WriteMode } from "../documents/contract-bundle.ts";
import type { Setting, Settings } from "./custom-properties.ts";
import type { Report } from "./report.ts";
import { readSetting } from "./settings.ts";

export const toleranceSettings = [
  "lakehouseQuarantineWarnPercent",
  "lakehouseQuarantineStopPercent",
  "lakehouseAllowEmpty",
  "lakehouseRemovedRows",
] as const;
type Name = (typeof toleranceSettings)[number];

/** Events are appended whatever else arrived with them; a replaced or merged table states what is true now. */
const defaultStopPercent: Readonly<Record<WriteMode, number>> = { append: 100, merge: 10, replace: 10 };

const readAllowEmpty = (report: Report, setting: Setting, isUsed: boolean): boolean => {
  const value = readSetting(report, "lakehouseAllowEmpty", setting);
  if (value !== undefined && !isUsed) {
    const message = "only a table that is replaced can become empty, so lakehouseAllowEmpty has no effect";
    report.add("CONTRACT_ALLOW_EMPTY", setting.path, message, "remove lakehouseAllowEmpty");
  }
  return value ?? false;
};

const readRemovedRows = (report: Report, setting: Setting, isUsed: boolean): RemovedRows => {
  const chosen = readSetting(report, "lakehouseRemovedRows", setting);
  if (chosen !== undefined && !isUsed) {
    const message = "rows that the source no longer has are noticed only if a merge reads the whole source";
    report.add("CONTRACT_REMOVED_ROWS", setting.path, message, "remove lakehouseRemovedRows");
  }
  return chosen ?? "keep";
};

export interface Ingested {
  readonly writeMode: WriteMode | undefined;
  readonly hasWindow: boolean;
}

export const readTolerance = (
  report: Report,
  settings: Settings<Name>,
  { writeMode, hasWindow }: Ingested,
): Tolerance => {
  const percent = (
    name: "lakehouseQuarantineStopPercent" | "lakehouseQuarantineWarnPercent",
    otherwise: number,
  ): number => readSetting(report, name, settings[name]) ?? otherwise;
  const stop = percent("lakehouseQuarantineStopPercent", writeMode === undefined ? 100 : defaultStopPercent[writeMode]);
  return {
    quarantineWarnPercent: percent("lakehouseQuarantineWarnPercent", 0),
    quarantineStopPercent: stop,
    empty: readAllowEmpty(report, settings.lakehouseAllowEmpty, writeMode === undefined || writeMode === "replace"),
    removedRows: readRemovedRows(
      report,
      settings.lakehouseRemovedRows,
      writeMode === undefined || (writeMode === "merge" && !hasWindow),
    ),
  };
};
