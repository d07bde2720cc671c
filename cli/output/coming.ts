import { Temporal } from "temporal-polyfill";
import type { ComingRun } from "../night/coming.ts";
import { plural } from "./format.ts";
import { table, type Column, type Table } from "./table.ts";

const columns: readonly Column[] = [
  { title: "due" },
  { title: "time zone", leaveOut: 3 },
  { title: "UTC", leaveOut: 4 },
  { title: "group" },
  { title: "reads from" },
  { title: "up to" },
  { title: "datasets", leaveOut: 1, shortenTo: 16 },
];

const spaced = (text: string): string => text.replace("T", " ");

const localOf = (instant: string, timeZone: string): string =>
  spaced(
    Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toPlainDateTime().toString({ smallestUnit: "minute" }),
  );

const rowOf = ({ local, timeZone, due, group, window, datasets }: ComingRun): readonly string[] => [
  spaced(local),
  timeZone,
  spaced(due.slice(0, 16)),
  group,
  localOf(window.since, timeZone),
  localOf(window.until, timeZone),
  datasets.length > 3 ? plural(datasets.length, "dataset") : datasets.join(", "),
];

/** Windows in the group's time zone, as the due time is. */
export const renderComing = (runs: readonly ComingRun[]): Table => table(columns, runs.map(rowOf));
