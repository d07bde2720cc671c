import type { Column } from "../documents/contract-bundle.ts";

/**
 * Why no record below a CSV header can be read by contract; `undefined` if it can. The job refuses such an object, so it
 * should not land in the first place. A single missing field is no fault: its column is null, or, if it is required, the
 * rows go to quarantine.
 *
 * @example headerFault(columns, ["id", "name", "id"]) // "it has a header with id more than once"
 */
export const headerFault = (
  columns: readonly Pick<Column, "sourceName">[],
  names: readonly string[],
): string | undefined => {
  const declared = new Set(columns.map(({ sourceName }) => sourceName));
  const known = names.filter((name) => declared.has(name));
  const twice = [...new Set(known.filter((name, index) => known.indexOf(name) !== index))];
  if (twice.length > 0) return `it has a header with ${twice.join(", ")} more than once`;
  // Without a header, the first row's values would be taken for names, and nobody would miss the row
  return known.length === 0 ? "it has a header with none of the contract's fields" : undefined;
};
