/** Lines and areas. Pure. */
import type { ForecastConfiguration, LineChartConfiguration, Visual } from "@aws-sdk/client-quicksight";
import type { Chart } from "../visual-schema.ts";
import { defaultInterval } from "../forecast.ts";
import type { Compiling } from "./compiling.ts";
import { axisLabels, dimension, measure } from "./fields.ts";
import { itemsLimit, sortOf } from "./sorting.ts";
import { frameOf } from "./visual-frame.ts";

const typeOf = (compiling: Compiling<Chart>): "LINE" | "AREA" | "STACKED_AREA" => {
  const { kind, encoding } = compiling.visual;
  const { stack } = encoding.y ?? {};
  if (stack === "normalize") {
    compiling.onlyOnPage(["encoding", "y", "stack"], "QuickSight stacks areas by value, not as percentages");
  }
  if (kind === "line") return "LINE";
  return stack === false || encoding.color === undefined ? "AREA" : "STACKED_AREA";
};

const daysOfWeek = 7;

/** Weekly season, as on the page, but with QuickSight's own method. */
const forecastOf = (compiling: Compiling<Chart>): ForecastConfiguration[] => {
  const { forecast } = compiling.visual;
  if (forecast === undefined) return [];
  compiling.onlyOnPage(["forecast"], "QuickSight forecasts by its own method, with other values than the page");
  const { periods, interval = defaultInterval } = forecast;
  return [{ ForecastProperties: { PeriodsForward: periods, PredictionInterval: interval, Seasonality: daysOfWeek } }];
};

/**
 * No options for the value axis: the provider can't read back those that the API returns for a line chart.
 * https://github.com/hashicorp/terraform-provider-aws/issues/37036
 */
export const lineOrArea = (compiling: Compiling<Chart>): Visual => {
  const { x = {}, y = {}, color } = compiling.visual.encoding;
  const category = dimension(compiling, ["encoding", "x"], x);
  const value = measure(compiling, ["encoding", "y"], y);
  const sort = sortOf(compiling, ["encoding", "x"], x);
  const limit = itemsLimit(compiling.visual.limit);
  const configuration: LineChartConfiguration = {
    Type: typeOf(compiling),
    FieldWells: {
      LineChartAggregatedFieldWells: {
        Category: [category],
        Values: [value],
        Colors: color === undefined ? [] : [dimension(compiling, ["encoding", "color"], color)],
      },
    },
    SortConfiguration: { CategorySort: sort, ...(limit && { CategoryItemsLimitConfiguration: limit }) },
    ForecastConfigurations: forecastOf(compiling),
    XAxisLabelOptions: axisLabels(compiling, [{ channel: x, field: category }]),
    PrimaryYAxisLabelOptions: axisLabels(compiling, [{ channel: y, field: value }]),
  };
  return { LineChartVisual: { ...frameOf(compiling.visual), ChartConfiguration: configuration } };
};
