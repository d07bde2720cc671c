/** What a dataset's night may look like and still be published. */
import { removedRows, type RemovedRows, type Tolerance, type WriteMode } from "../documents/contract-bundle.ts";
import { found } from "../validation/found.ts";
import type { Setting, Settings } from "./custom-properties.ts";
import { choice, type Report } from "./report.ts";

export const toleranceSettings = [
  "lakehouseQuarantineWarnPercent",
  "lakehouseQuarantineStopPercent",
  "lakehouseAllowEmpty",
  "lakehouseRemovedRows",
] as const;
type Name = (typeof toleranceSettings)[number];

/** Events are appended whatever else arrived with them; a replaced or merged table states what is true now. */
const defaultStopPercent: Readonly<Record<WriteMode, number>> = { append: 100, merge: 10, replace: 10 };

const readPercent = (report: Report, { value, path }: Setting, otherwise: number): number => {
  if (value === undefined) return otherwise;
  if (typeof value === "number" && value >= 0 && value <= 100) return value;
  const message = `${found(value)} is not a percentage; allowed are numbers from 0 to 100`;
  report.add("CONTRACT_PERCENT", path, message, "write the percentage as a number, e.g. 2.5");
  return otherwise;
};

const readAllowEmpty = (report: Report, { value, path }: Setting, isUsed: boolean): boolean => {
  if (value === undefined) return false;
  if (typeof value !== "boolean") {
    report.add("CONTRACT_ALLOW_EMPTY", path, `${found(value)} is not true or false`, "write true or false");
    return false;
  }
  if (!isUsed) {
    const message = "only a table that is replaced can become empty, so lakehouseAllowEmpty has no effect";
    report.add("CONTRACT_ALLOW_EMPTY", path, message, "take lakehouseAllowEmpty out");
  }
  return value;
};

const readRemovedRows = (report: Report, { value, path }: Setting, isUsed: boolean): RemovedRows => {
  if (value === undefined) return "keep";
  const chosen = choice(report, "CONTRACT_REMOVED_ROWS", path, value, "choice", removedRows);
  if (chosen !== undefined && !isUsed) {
    const message = "rows that the source no longer has show only where it is read whole into a merge";
    report.add("CONTRACT_REMOVED_ROWS", path, message, "take lakehouseRemovedRows out");
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
  const stop = readPercent(
    report,
    settings.lakehouseQuarantineStopPercent,
    writeMode === undefined ? 100 : defaultStopPercent[writeMode],
  );
  return {
    quarantineWarnPercent: readPercent(report, settings.lakehouseQuarantineWarnPercent, 0),
    quarantineStopPercent: stop,
    empty: readAllowEmpty(report, settings.lakehouseAllowEmpty, writeMode === undefined || writeMode === "replace"),
    removedRows: readRemovedRows(
      report,
      settings.lakehouseRemovedRows,
      writeMode === undefined || (writeMode === "merge" && !hasWindow),
    ),
  };
};
