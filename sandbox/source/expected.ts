/** The expected result of a night, computed only from the source's files and rules, for tests and the demo. */
import { readFlightsTable } from "./flights-data.ts";
import { versionsOfDay } from "./late-updates.ts";
import { flawOf, type Flaw } from "./mission-transactions.ts";

export interface ExpectedTransactions {
  readonly rows: number;
  readonly flaws: Readonly<Record<Flaw, number>>;
  /** Rows that end up in the table: those without a flaw. */
  readonly loaded: number;
  readonly quarantined: number;
  readonly duplicates: number;
}

/** A day of the transactional table; every day has the same flaws. */
export const expectedTransactions = (rowsPerDay: number): ExpectedTransactions => {
  const flaws: Record<Flaw, number> = {
    EXACT_DUPLICATE: 0,
    KEY_CONFLICT: 0,
    MISSING_REQUIRED: 0,
    WRONG_TYPE: 0,
    TOO_PRECISE: 0,
    BAD_TIMESTAMP: 0,
  };
  for (let ordinal = 0; ordinal < rowsPerDay; ordinal += 1) {
    const flaw = flawOf(ordinal);
    if (flaw !== undefined) flaws[flaw] += 1;
  }
  const duplicates = flaws.EXACT_DUPLICATE;
  const flawed = Object.values(flaws).reduce((sum, count) => sum + count, 0);
  return { rows: rowsPerDay, flaws, loaded: rowsPerDay - flawed, quarantined: flawed - duplicates, duplicates };
};

export interface CarrierFigures {
  readonly scheduled: number;
  /** Scheduled flights that never departed. */
  readonly cancelled: number;
  /** Flights that arrived at most 15 minutes late. */
  readonly onTime: number;
  readonly arrived: number;
}

/** The year's flights by carrier, before any late update. */
export const expectedCarriers = (directory: string): ReadonlyMap<string, CarrierFigures> => {
  const { columns, count, row } = readFlightsTable(directory, "flights");
  const place = (column: string): number => columns.indexOf(column);
  const [carrier, departure, delay] = [place("carrier"), place("dep_time"), place("arr_delay")];
  const figures = new Map<string, CarrierFigures>();
  for (let index = 0; index < count; index += 1) {
    const fields = row(index);
    const code = fields[carrier] ?? "";
    const arrived = fields[delay] !== "NA";
    const before = figures.get(code) ?? { scheduled: 0, cancelled: 0, onTime: 0, arrived: 0 };
    figures.set(code, {
      scheduled: before.scheduled + 1,
      cancelled: before.cancelled + (fields[departure] === "NA" ? 1 : 0),
      onTime: before.onTime + (arrived && Number(fields[delay]) <= 15 ? 1 : 0),
      arrived: before.arrived + (arrived ? 1 : 0),
    });
  }
  return figures;
};

/** Late updates of flights on one day from 2014-01-01 on: records served, and flights that they change. */
export const expectedLateUpdates = (
  directory: string,
  day: number,
): { readonly rows: number; readonly flights: number } => {
  const { columns, count, row } = readFlightsTable(directory, "flights");
  const delays = [columns.indexOf("dep_delay"), columns.indexOf("arr_delay")];
  const versions = versionsOfDay(day, count, (record) => delays.every((place) => row(record)[place] !== "NA"));
  return { rows: versions.length, flights: new Set(versions.map(({ record }) => record)).size };
};
