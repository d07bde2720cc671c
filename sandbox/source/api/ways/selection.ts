import { mix } from "../../mission-random.ts";
import type { SourceWindow } from "../../table.ts";
import type { Behavior } from "./behavior.ts";
import type { Fault } from "./faults.ts";
import { amountOf, fieldsOf, nameOf, updatedAtOf, type Field } from "./items.ts";

export const sortColumns = ["id", "name", "amount", "updated_at"] as const;

export interface Order {
  readonly column: (typeof sortColumns)[number];
  readonly descending: boolean;
}

/** The rows that a call selects, by number and in the call's order. */
export interface Rows {
  readonly numbers: readonly number[];
  readonly fields: (row: number) => readonly Field[];
}

export interface Selecting {
  readonly window: SourceWindow | undefined;
  /** `undefined` if the call doesn't ask for an order. */
  readonly order: Order | undefined;
  /** Number of the call, which a new order per call depends on. */
  readonly call: number;
  readonly hit: (fault: Fault) => boolean;
}

const hourMs = 3_600_000;
/** How far beyond the window `wide-window` answers. */
const widenedMs = 36 * hourMs;
const inserted = 0;
const updated = 1;

const shuffled = (numbers: readonly number[], seed: number): number[] =>
  numbers
    .map((row, place) => ({ row, rank: mix(seed, place) }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ row }) => row);

const windowOf = ({ window, hit }: Selecting): SourceWindow | undefined => {
  if (window === undefined || hit("ignores-window")) return undefined;
  const { since, until } = window;
  return hit("wide-window") ? { since: since - widenedMs, until: until + widenedMs } : window;
};

/** The rows that a call selects from the table as it is at that call. */
export const selectRows = (behavior: Behavior, selecting: Selecting): Rows => {
  const { order, call, hit } = selecting;
  const isChanged = hit("update-between");
  const updatedAt = (row: number): number => updatedAtOf(row) + (isChanged && row === updated ? 12 * hourMs : 0);
  const fields = (row: number): readonly Field[] =>
    fieldsOf(row, updatedAt(row), isChanged && row === updated, behavior);
  if (hit("empty")) return { numbers: [], fields };

  const window = windowOf(selecting);
  const isInside = (row: number): boolean => {
    const at = updatedAt(row);
    return window === undefined || (at >= window.since && at < window.until);
  };
  let numbers = Array.from({ length: behavior.rows }, (_, place) => place + 1).filter(isInside);
  if (hit("delete-between")) numbers = numbers.slice(1);
  const [first = updated] = numbers;
  if (hit("insert-between")) numbers = [inserted, ...numbers];
  if (hit("duplicate")) numbers = numbers.flatMap((row, place) => (place === 1 ? [row, row] : [row]));

  const timeOf = (row: number): number => updatedAt(row === inserted ? first : row);
  const compare = {
    id: (one: number, other: number) => one - other,
    name: (one: number, other: number) => (nameOf(one) < nameOf(other) ? -1 : nameOf(one) > nameOf(other) ? 1 : 0),
    amount: (one: number, other: number) => amountOf(one) - amountOf(other),
    updated_at: (one: number, other: number) => timeOf(one) - timeOf(other),
  }[order?.column ?? "id"];
  if (order !== undefined) {
    const sign = order.descending ? -1 : 1;
    numbers = numbers.toSorted((one, other) => sign * (compare(one, other) || one - other));
  }
  if (hit("shuffle") || (behavior.sort === "optional" && order === undefined)) numbers = shuffled(numbers, call);
  return { numbers, fields: (row) => (row === inserted ? fieldsOf(row, timeOf(row), false, behavior) : fields(row)) };
};
