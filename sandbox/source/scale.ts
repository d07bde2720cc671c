/**
 * Tables for size tests: a million meters of which 400 change a day, small tables by the thousand, and the mission's
 * transactions by themselves. No contract in the repository reads them; the bench brings its own.
 */
import { at, countries } from "./json-fields.ts";
import { transactionTable } from "./mission-transactions.ts";
import { decimalText, mix, twoDigits } from "./mission-random.ts";
import { recordText, wholeTable, type SourceTable, type SourceWindow } from "./table.ts";

/** All meters are read for the first time on this day; some of them change on each later day. */
export const firstReading = "2026-03-01";
export const changesPerDay = 400;
const changedDays = 7;
const smallRows = 100;
export const smallTables = 9_999;

/** Path of a small table, from 0. All have the same rows, but no two contracts may read the same path. */
export const smallPath = (index: number): string => `/small/${(index + 1).toString().padStart(4, "0")}`;

const dayMs = 86_400_000;
const firstDay = Date.parse(`${firstReading}T00:00:00Z`);
const states = ["on", "on", "on", "off", "fault"];

/** A version of a meter: its position in the table's order determines which meter and when. */
interface Version {
  readonly meter: number;
  readonly day: number;
  readonly updatedAt: number;
}

/** Meters in the order of their changes: every one once on the first day, then `changesPerDay` a day. */
class Meters {
  private readonly count: number;
  private readonly changes: number;

  constructor(count: number) {
    this.count = count;
    this.changes = Math.min(changesPerDay, count);
  }

  /** Versions of a day, from 0; later days select meters evenly, different ones on each day. */
  private versionsOf(day: number): number {
    return day === 0 ? this.count : this.changes;
  }

  private startOf(day: number): number {
    return day === 0 ? 0 : this.count + (day - 1) * this.changes;
  }

  /** Number of versions before an instant. */
  before(instant: number): number {
    const since = Math.min(Math.max(instant - firstDay, 0), (changedDays + 1) * dayMs);
    const day = Math.floor(since / dayMs);
    return this.startOf(day) + Math.ceil(((since - day * dayMs) * this.versionsOf(day)) / dayMs);
  }

  private versionAt(place: number): Version {
    const later = place - this.count;
    const day = later < 0 ? 0 : 1 + Math.floor(later / this.changes);
    const ordinal = place - this.startOf(day);
    const stride = Math.floor(this.count / this.changes);
    return {
      meter: day === 0 ? ordinal : (ordinal * stride + day * 97) % this.count,
      day,
      updatedAt: firstDay + day * dayMs + Math.floor((ordinal * dayMs) / this.versionsOf(day)),
    };
  }

  text(place: number): string {
    const { meter, day, updatedAt } = this.versionAt(place);
    const bits = mix(meter + 1, day);
    return (
      `{"meter_id":${4_000_000_000 + meter * 3},"serial":"M-${meter.toString(36).padStart(6, "0")}",` +
      `"country":"${at(countries, mix(5, meter))}","owner_email":"owner${meter % 50_000}@meters.example",` +
      `"reading":${decimalText(bits, 3)},"load":${(bits % 10_000) / 100},"state":"${at(states, bits >>> 8)}",` +
      `"installed_on":"20${twoDigits(10 + (meter % 14))}-${twoDigits(1 + (meter % 12))}-${twoDigits(1 + (meter % 28))}",` +
      `"updated_at":"${new Date(updatedAt).toISOString()}"}`
    );
  }
}

const meterTable = (count: number): SourceTable => {
  const meters = new Meters(count);
  return {
    select: (window: SourceWindow | undefined) => {
      const first = meters.before(window?.since ?? -Infinity);
      const end = Math.max(first, meters.before(window?.until ?? Infinity));
      const render = (from: number, to: number): string =>
        Array.from({ length: to - from }, (_, index) => meters.text(first + from + index)).join(",");
      return { total: end - first, render };
    },
  };
};

const smallTable = (): SourceTable =>
  wholeTable(
    Array.from({ length: smallRows }, (_, index) =>
      recordText(
        ["item_id", "name", "amount"],
        [index.toString(), `"item ${index}"`, decimalText(mix(3, index) % 10_000_000, 2)],
      ),
    ),
  );

/** @param rows meters, and transactions of a day */
export const scaleProfile = (rows: number): ReadonlyMap<string, () => SourceTable> =>
  new Map([
    ["/meters", () => meterTable(rows)],
    ["/transactions", () => transactionTable(rows)],
    ...Array.from({ length: smallTables }, (_, index) => [smallPath(index), smallTable] as const),
  ]);
