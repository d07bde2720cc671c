import { mix } from "../../mission-random.ts";
import type { Soql } from "./soql.ts";

/** Rows of a query in its order. Without one, or among equals, the order is another at every query. */
export const queryRows = ({ isSelected, order, limit }: Soql, rows: number, seed: number): readonly number[] => {
  const selected = Array.from({ length: rows }, (_, row) => row).filter(isSelected);
  const compare = (one: number, other: number): number => {
    for (const { field, descending } of order) {
      const [a, b] = [field.value(one), field.value(other)];
      if (a === b) continue;
      // nulls come first unless the query says otherwise
      const isBefore = a === null || (b !== null && a < b);
      return isBefore === descending ? 1 : -1;
    }
    return mix(seed, one) - mix(seed, other);
  };
  return selected.sort(compare).slice(0, limit);
};
