/** Tables and pivot tables. Pure. */
import type {
  FieldSortOptions,
  FormatConfiguration,
  TableConditionalFormattingOption,
  Visual,
} from "@aws-sdk/client-quicksight";
import type { Channel, Pivot, Table } from "../visual-schema.ts";
import { columnIdentifier, reference, type Compiling } from "./compiling.ts";
import {
  channelColumn,
  channelTitle,
  dateFormatOf,
  dimension,
  fieldId,
  measure,
  measured,
  numberFormatOf,
  type ChannelPath,
} from "./fields.ts";
import { highlightsOf } from "./highlights.ts";
import { frameOf } from "./visual-frame.ts";

const isAggregate = ({ aggregate }: Channel): boolean => aggregate !== undefined;

const sortsOf = (compiling: Compiling, columns: readonly Channel[]): FieldSortOptions[] =>
  columns.flatMap(({ sort }, index) =>
    sort === "ascending" || sort === "descending"
      ? [
          {
            FieldSort: {
              FieldId: fieldId(compiling, ["columns", index]),
              Direction: sort === "ascending" ? "ASC" : "DESC",
            },
          },
        ]
      : [],
  );

/** For unaggregated rows: column values have their own kind of format. */
const rowFormat = (compiling: Compiling, path: ChannelPath, channel: Channel): FormatConfiguration | undefined => {
  const { type } = channelColumn(compiling, channel);
  if (type === "DATETIME") {
    const format = dateFormatOf(compiling, path, channel);
    return format === undefined ? undefined : { DateTimeFormatConfiguration: { DateTimeFormat: format } };
  }
  const format = type === "STRING" ? undefined : numberFormatOf(compiling, path, channel);
  return format === undefined ? undefined : { NumberFormatConfiguration: format };
};

const fieldWells = (compiling: Compiling<Table>) => {
  const { columns, query } = compiling.visual;
  const placed = columns.map((channel, index) => ({ channel, path: ["columns", index] as const }));
  if (columns.some(isAggregate)) {
    return {
      TableAggregatedFieldWells: {
        GroupBy: placed
          .filter(({ channel }) => !isAggregate(channel))
          .map(({ channel, path }) => dimension(compiling, path, channel)),
        Values: placed
          .filter(({ channel }) => isAggregate(channel))
          .map(({ channel, path }) => measure(compiling, path, channel)),
      },
    };
  }
  return {
    TableUnaggregatedFieldWells: {
      Values: placed.map(({ channel, path }) => {
        const format = rowFormat(compiling, path, channel);
        return {
          FieldId: fieldId(compiling, path),
          Column: columnIdentifier(query, channelColumn(compiling, channel).name),
          ...(format && { FormatConfiguration: format }),
        };
      }),
    },
  };
};

const conditions = (compiling: Compiling<Table>): TableConditionalFormattingOption[] =>
  compiling.visual.columns.flatMap((column, index) => {
    const value = isAggregate(column)
      ? measured(compiling, column).expression
      : reference(channelColumn(compiling, column).name);
    const id = fieldId(compiling, ["columns", index]);
    return highlightsOf(column, value).map((format) => ({ Cell: { FieldId: id, TextFormat: format } }));
  });

export const table = (compiling: Compiling<Table>): Visual => {
  const { visual } = compiling;
  const { columns, totals } = visual;
  const ids = columns.map((_column, index) => fieldId(compiling, ["columns", index]));
  const formatting = conditions(compiling);
  return {
    TableVisual: {
      ...frameOf(visual),
      ChartConfiguration: {
        FieldWells: fieldWells(compiling),
        SortConfiguration: { RowSort: sortsOf(compiling, columns) },
        TotalOptions: { TotalsVisibility: totals === true && columns.some(isAggregate) ? "VISIBLE" : "HIDDEN" },
        FieldOptions: {
          SelectedFieldOptions: columns.map((column, index) => ({
            FieldId: ids[index],
            CustomLabel: channelTitle(compiling, column),
          })),
          Order: ids,
        },
      },
      ...(formatting.length > 0 && { ConditionalFormatting: { ConditionalFormattingOptions: formatting } }),
    },
  };
};

export const pivot = (compiling: Compiling<Pivot>): Visual => {
  const { visual } = compiling;
  const { rows, columns, value, totals } = visual;
  const placed = [
    ...rows.map((channel, index) => ({ channel, path: ["rows", index] as const })),
    { channel: columns, path: ["columns"] as const },
    { channel: value, path: ["value"] as const },
  ];
  const formatting = highlightsOf(value, measured(compiling, value).expression).map((format) => ({
    Cell: { FieldId: fieldId(compiling, ["value"]), TextFormat: format, Scope: { Role: "FIELD" as const } },
  }));
  const shown = { TotalsVisibility: totals === true ? ("VISIBLE" as const) : ("HIDDEN" as const) };
  const hidden = { TotalsVisibility: "HIDDEN" as const };
  return {
    PivotTableVisual: {
      ...frameOf(visual),
      ChartConfiguration: {
        FieldWells: {
          PivotTableAggregatedFieldWells: {
            Rows: rows.map((channel, index) => dimension(compiling, ["rows", index], channel)),
            Columns: [dimension(compiling, ["columns"], columns)],
            Values: [measure(compiling, ["value"], value)],
          },
        },
        SortConfiguration: {
          FieldSortOptions: placed.flatMap(({ channel: { sort }, path }) => {
            if (sort !== "ascending" && sort !== "descending") return [];
            const id = fieldId(compiling, path);
            const direction = sort === "ascending" ? ("ASC" as const) : ("DESC" as const);
            return [{ FieldId: id, SortBy: { Field: { FieldId: id, Direction: direction } } }];
          }),
        },
        TotalOptions: {
          RowTotalOptions: shown,
          ColumnTotalOptions: shown,
          RowSubtotalOptions: hidden,
          ColumnSubtotalOptions: hidden,
        },
        FieldOptions: {
          SelectedFieldOptions: placed.map(({ channel, path }) => ({
            FieldId: fieldId(compiling, path),
            CustomLabel: channelTitle(compiling, channel),
          })),
        },
      },
      ...(formatting.length > 0 && { ConditionalFormatting: { ConditionalFormattingOptions: formatting } }),
    },
  };
};
