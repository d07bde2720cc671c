/** JSON texts of the reference tables' fields, and tables built from them. */
import { pick, twoDigits } from "./mission-random.ts";
import { recordText, wholeTable, type SourceTable } from "./table.ts";

export const seed = 7;
export const text = (value: string): string => JSON.stringify(value);
export const whole = (value: number): string => value.toString();
export const bool = (value: boolean): string => String(value);
export const orNull = (present: boolean, value: string): string => (present ? value : "null");
export const at = <Item>(items: readonly Item[], index: number): Item => items[index % items.length] as Item;

/** A day between 2004 and 2023. */
export const day = (place: number): string => {
  const year = 2004 + pick(seed, place, 20);
  return text(`${year}-${twoDigits(1 + pick(seed + 1, place, 12))}-${twoDigits(1 + pick(seed + 2, place, 28))}`);
};

/** A full hour of 2026, and the hour `plusHours` later. */
export const hour = (place: number, plusHours: number): string => {
  const start = Date.UTC(2026, pick(seed + 3, place, 12), 1 + pick(seed + 4, place, 28), pick(seed + 5, place, 20));
  return text(new Date(start + plusHours * 3_600_000).toISOString());
};

export const countries = ["SE", "NO", "ES", "GF", "AU", "AR", "US", "ZA", "CL"];

/** A table from its rows, each a mapping of field names to JSON texts. */
export const tableOf = (count: number, row: (index: number) => Readonly<Record<string, string>>): SourceTable =>
  wholeTable(
    Array.from({ length: count }, (_, index) => {
      const fields = row(index);
      return recordText(Object.keys(fields), Object.values(fields));
    }),
  );
