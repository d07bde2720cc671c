/** Queries' filters as QuickSight filters. Pure. */
import type { Filter, FilterGroup } from "@aws-sdk/client-quicksight";
import type { Dashboard, Parameter, Query } from "../definition.ts";
import { isAsking, parameterNamed } from "../kinds.ts";
import { columnIdentifier } from "./compiling.ts";
import type { DataSetColumns } from "./data-set.ts";
import { parameterName, rangeNames } from "./parameter-names.ts";

const filterOf = (
  dashboard: Dashboard,
  columns: DataSetColumns,
  id: string,
  column: string,
  parameter: Parameter,
): Filter | undefined => {
  const { name: query } = columns.query;
  if (parameter.kind === "column") return undefined;
  if (parameter.kind === "date range") {
    const { from, to } = rangeNames(dashboard, parameter.name);
    return {
      TimeRangeFilter: {
        FilterId: id,
        Column: columnIdentifier(query, columns.plain(column).name),
        // Includes the whole last day: the filter compares days
        TimeGranularity: "DAY",
        IncludeMinimum: true,
        IncludeMaximum: true,
        RangeMinimumValue: { Parameter: from },
        RangeMaximumValue: { Parameter: to },
        // An open range filters nothing, not even rows without a date
        NullOption: parameter.default === undefined ? "ALL_VALUES" : "NON_NULLS_ONLY",
      },
    };
  }
  return {
    CategoryFilter: {
      FilterId: id,
      Column: columnIdentifier(query, columns.choice(column).name),
      Configuration: {
        CustomFilterConfiguration: {
          MatchOperator: parameter.kind === "text" ? "CONTAINS" : "EQUALS",
          ParameterName: parameterName(dashboard, parameter.name),
          // A column used for choices has no nulls
          NullOption: "NON_NULLS_ONLY",
        },
      },
    },
  };
};

/** For one query: each filter applies to all visuals of its data set, on every sheet that has one. */
export const filterGroups = (dashboard: Dashboard, query: Query, columns: DataSetColumns): FilterGroup[] => {
  const sheets = dashboard.pages
    .filter(({ visuals }) => visuals.some((visual) => isAsking(visual) && visual.query === query.name))
    .map(({ name }) => name);
  if (sheets.length === 0) return [];
  return Object.entries(query.filters ?? {}).flatMap(([column, name]) => {
    const parameter = parameterNamed(dashboard, name);
    const id = `${query.name}-${column}`;
    const filter = parameter && filterOf(dashboard, columns, id, column, parameter);
    if (filter === undefined) return [];
    return [
      {
        FilterGroupId: id,
        Filters: [filter],
        ScopeConfiguration: {
          SelectedSheets: {
            SheetVisualScopingConfigurations: sheets.map((sheet) => ({ SheetId: sheet, Scope: "ALL_VISUALS" })),
          },
        },
        Status: "ENABLED",
        CrossDataset: "SINGLE_DATASET",
      } satisfies FilterGroup,
    ];
  });
};
