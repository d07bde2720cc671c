/** Sort orders of axes and limits on their values. Pure. */
import type { FieldSortOptions, ItemsLimitConfiguration } from "@aws-sdk/client-quicksight";
import type { Channel, Chart, Combo } from "../visual-schema.ts";
import { columnIdentifier, type Compiling } from "./compiling.ts";
import { fieldId, type ChannelPath } from "./fields.ts";

const direction = (isDescending: boolean): "DESC" | "ASC" => (isDescending ? "DESC" : "ASC");

/**
 * The order of a channel's values: by themselves, or by another channel (`-y`: by y, descending). Values that are shown
 * as text but may be numbers are sorted as numbers.
 */
export const sortOf = (
  compiling: Compiling<Chart | Combo>,
  path: ChannelPath,
  channel: Channel,
): FieldSortOptions[] => {
  const { columns, visual } = compiling;
  const { sort, field, type } = channel;
  if (sort === undefined || sort === "ascending" || sort === "descending") {
    const isText = typeof field === "string" && columns.typeOf(field) === "STRING" && type === "ordinal";
    if (isText) {
      const column = columnIdentifier(visual.query, columns.order(field).name);
      const by = { NumericalAggregationFunction: { SimpleNumericalAggregation: "MIN" as const } };
      return [{ ColumnSort: { SortBy: column, Direction: direction(sort === "descending"), AggregationFunction: by } }];
    }
    if (sort === undefined) return [];
    return [{ FieldSort: { FieldId: fieldId(compiling, path), Direction: direction(sort === "descending") } }];
  }
  const axis = sort.replace("-", "") as "x" | "y";
  if (visual.encoding[axis] === undefined) return [];
  return [
    { FieldSort: { FieldId: fieldId(compiling, ["encoding", axis]), Direction: direction(sort.startsWith("-")) } },
  ];
};

/** Limits to the first values; the rest isn't combined as "other". */
export const itemsLimit = (limit: number | undefined): ItemsLimitConfiguration | undefined =>
  limit === undefined ? undefined : { ItemsLimit: limit, OtherCategories: "EXCLUDE" };
