import {
  customerCount,
  customerId,
  operatorCount,
  operatorEmail,
  antennaCount,
  satelliteCount,
  services,
} from "./mission-people.ts";
import { decimalText, mix, twoDigits } from "./mission-random.ts";
import type { Selection, SourceTable, SourceWindow } from "./table.ts";

/** The days for which the center has records, epoch milliseconds: 2020 to 2040, exclusive. */
const firstDay = Date.UTC(2020, 0, 1);
const endDay = Date.UTC(2040, 0, 1);
const dayMs = 86_400_000;

/** Flaws of records. A night must account for each of them. */
export type Flaw =
  "EXACT_DUPLICATE" | "KEY_CONFLICT" | "MISSING_REQUIRED" | "WRONG_TYPE" | "TOO_PRECISE" | "BAD_TIMESTAMP";

const broken = ["MISSING_REQUIRED", "WRONG_TYPE", "TOO_PRECISE", "BAD_TIMESTAMP"] as const;

/** 40 duplicates, 40 contract violations and 10 records with a used key, per million; the same every day. */
export const flawOf = (ordinal: number): Flaw | undefined => {
  if (ordinal % 25_000 === 1_234) return "EXACT_DUPLICATE";
  if (ordinal % 25_000 === 777) return broken[Math.floor(ordinal / 25_000) % broken.length];
  return ordinal % 100_000 === 4_321 ? "KEY_CONFLICT" : undefined;
};

/** A transaction's figures, as integers: revenue and cost in ten-thousandths of a USD. */
export interface Transaction {
  readonly service: number;
  readonly customer: number;
  readonly revenue: number;
  readonly cost: number;
}

/**
 * The figures of record `ordinal` of a day; a duplicate has those of the previous record.
 *
 * @param day days since 2020-01-01
 */
export const transactionOf = (day: number, ordinal: number): Transaction => {
  const seed = Math.imul(day + 1, 0x1f123bb5);
  const bits = mix(seed, ordinal);
  // The smaller of two draws: few customers make most of the revenue.
  const customer = Math.min(bits % customerCount, (bits >>> 8) % customerCount);
  const service = (bits >>> 16) % services.length;
  const amount = mix(seed + 1, ordinal);
  const price = services[service]?.price ?? 0;
  const revenue = Math.floor((price * (50 + (amount % 400))) / 100);
  return { service, customer, revenue, cost: Math.floor((revenue * (30 + ((amount >>> 10) % 55))) / 100) };
};

const statuses = [
  "completed",
  "completed",
  "completed",
  "completed",
  "completed",
  "completed",
  "degraded",
  "failed",
  "cancelled",
];
const emails = Array.from({ length: operatorCount }, (_, index) => operatorEmail(index));
const customers = Array.from({ length: customerCount }, (_, index) => customerId(index));
const minutes = Array.from({ length: 60 }, (_, index) => twoDigits(index));

const timeText = (milliseconds: number): string => {
  const seconds = Math.floor(milliseconds / 1000);
  const minute = Math.floor(seconds / 60);
  const rest = (milliseconds % 1000).toString().padStart(3, "0");
  return `${twoDigits(Math.floor(minute / 60))}:${minutes[minute % 60] ?? ""}:${minutes[seconds % 60] ?? ""}.${rest}Z`;
};

let latestDate = { day: -1, text: "" };

/** `2026-01-31T`; thousands of consecutive records are from the same day. */
const dateText = (day: number): string => {
  if (latestDate.day !== day) latestDate = { day, text: new Date(firstDay + day * dayMs).toISOString().slice(0, 11) };
  return latestDate.text;
};

/** 19 digits, beyond 2^53; not consecutive. */
const transactionId = (day: number, ordinal: number): string =>
  `4611${((day * 10_000_000 + ordinal) * 7 + 3).toString().padStart(15, "0")}`;

/** Days of the table, each with the same number of records, evenly spread over the day. */
export class TransactionDays {
  readonly rowsPerDay: number;

  constructor(rowsPerDay: number) {
    if (!Number.isInteger(rowsPerDay) || rowsPerDay < 1 || rowsPerDay > 10_000_000) {
      throw new RangeError(`rows per day are ${rowsPerDay}; allowed are 1 to 10,000,000`);
    }
    this.rowsPerDay = rowsPerDay;
  }

  /** Number of records before an instant. */
  before(instant: number): number {
    const since = Math.min(Math.max(instant, firstDay), endDay) - firstDay;
    const day = Math.floor(since / dayMs);
    return day * this.rowsPerDay + Math.ceil(((since - day * dayMs) * this.rowsPerDay) / dayMs);
  }

  /** JSON text of the record at a position counted from 2020-01-01. */
  record(place: number): string {
    const day = Math.floor(place / this.rowsPerDay);
    const ordinal = place % this.rowsPerDay;
    const flaw = flawOf(ordinal);
    if (flaw === "EXACT_DUPLICATE") return this.record(place - 1);
    const { service, customer, revenue, cost } = transactionOf(day, ordinal);
    const bits = mix(day + 77, ordinal);
    const needsAntenna = services[service]?.needsAntenna === true;
    const date = dateText(day);
    const time = timeText(Math.floor((ordinal * dayMs) / this.rowsPerDay));
    const recordedAt = flaw === "BAD_TIMESTAMP" ? `${date}25:61:00Z` : `${date}${time}`;
    const id = transactionId(day, flaw === "KEY_CONFLICT" ? ordinal - 1 : ordinal);
    const amount = `${decimalText(revenue, 4)}${flaw === "TOO_PRECISE" ? "5" : ""}`;
    const code = flaw === "MISSING_REQUIRED" ? "null" : `"${services[service]?.code ?? ""}"`;
    return (
      `{"transaction_id":${id},"recorded_at":"${recordedAt}","service_code":${code},` +
      `"customer_id":${customers[customer] ?? ""},` +
      `"satellite_id":${needsAntenna ? (1 + (bits % satelliteCount)).toString() : "null"},` +
      `"antenna_id":${needsAntenna ? (1 + ((bits >>> 6) % antennaCount)).toString() : "null"},` +
      `"data_volume":${bits % 3 === 0 ? "null" : (bits >>> 3) * 4_096 + (bits & 4_095)},` +
      `"revenue":${flaw === "WRONG_TYPE" ? `"${amount}"` : amount},"operating_cost":${decimalText(cost, 4)},` +
      `"operator_email":${bits % 10 === 0 ? "null" : `"${emails[(bits >>> 12) % operatorCount] ?? ""}"`},` +
      `"status":"${statuses[(bits >>> 20) % statuses.length] ?? ""}"}`
    );
  }
}

/** Records per prepared text; serving a page of the usual size then only copies bytes. */
const chunkRows = 5_000;

export interface TransactionTable extends SourceTable {
  /** Generates the texts of a day (`YYYY-MM-DD`) in advance, so that serving them costs next to nothing. */
  readonly prepare: (date: string) => void;
}

export const transactionTable = (rowsPerDay: number): TransactionTable => {
  const days = new TransactionDays(rowsPerDay);
  const prepared = new Map<number, Uint8Array>();
  const render = (from: number, to: number): string => {
    const records: string[] = [];
    for (let place = from; place < to; place += 1) records.push(days.record(place));
    return records.join(",");
  };
  const select = (window: SourceWindow | undefined): Selection => {
    const first = days.before(window?.since ?? firstDay);
    const end = Math.max(first, days.before(window?.until ?? endDay));
    return {
      total: end - first,
      render: (from, to) =>
        (to - from === chunkRows ? prepared.get(first + from) : undefined) ?? render(first + from, first + to),
    };
  };
  const prepare = (date: string): void => {
    const midnight = Date.parse(`${date}T00:00:00Z`);
    if (Number.isNaN(midnight)) throw new RangeError(`"${date}" is not a date; a date is written YYYY-MM-DD`);
    const end = days.before(midnight + dayMs);
    for (let from = days.before(midnight); from + chunkRows <= end; from += chunkRows) {
      prepared.set(from, new TextEncoder().encode(render(from, from + chunkRows)));
    }
  };
  return { select, prepare };
};
