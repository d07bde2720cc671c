/** Distributions of values: histograms, box plots, and heat maps over two dimensions. Pure. */
import type { Visual } from "@aws-sdk/client-quicksight";
import type { Channel, Chart } from "../visual-schema.ts";
import { columnIdentifier, type Compiling } from "./compiling.ts";
import { axisLabels, channelColumn, dimension, fieldId, measure, numberFormatOf, type ChannelPath } from "./fields.ts";
import { sortOf } from "./sorting.ts";
import { frameOf } from "./visual-frame.ts";

/** Raw values, for which QuickSight computes quartiles. */
const values = (compiling: Compiling<Chart>, path: ChannelPath, channel: Channel) => {
  const format = numberFormatOf(compiling, path, channel);
  return {
    NumericalMeasureField: {
      FieldId: fieldId(compiling, path),
      Column: columnIdentifier(compiling.visual.query, channelColumn(compiling, channel).name),
      ...(format && { FormatConfiguration: format }),
    },
  };
};

/**
 * Athena computes the bins, and bars count them. QuickSight's own histogram can have the file's bin width only through
 * `BinWidth`; the provider rejects every value for it, because it validates a float with a rule for integers
 * (`bin_width.value` in its `visual_histogram.go`).
 */
export const histogram = (compiling: Compiling<Chart>): Visual => {
  const { x = {}, color } = compiling.visual.encoding;
  const counts = { aggregate: "count", title: "Count" } as const;
  const category = dimension(compiling, ["encoding", "x"], x);
  const value = measure(compiling, ["count"], counts);
  return {
    BarChartVisual: {
      ...frameOf(compiling.visual),
      ChartConfiguration: {
        FieldWells: {
          BarChartAggregatedFieldWells: {
            Category: [category],
            Values: [value],
            Colors: color === undefined ? [] : [dimension(compiling, ["encoding", "color"], color)],
          },
        },
        SortConfiguration: {
          CategorySort: [{ FieldSort: { FieldId: fieldId(compiling, ["encoding", "x"]), Direction: "ASC" } }],
        },
        Orientation: "VERTICAL",
        BarsArrangement: color === undefined ? "CLUSTERED" : "STACKED",
        CategoryLabelOptions: axisLabels(compiling, [{ channel: x, field: category }]),
        ValueLabelOptions: axisLabels(compiling, [{ channel: counts, field: value }]),
      },
    },
  };
};

export const box = (compiling: Compiling<Chart>): Visual => {
  const { x = {}, y = {} } = compiling.visual.encoding;
  const message = "QuickSight's whiskers span 1.5 times the interquartile range, not the 5th to 95th percentile";
  compiling.onlyOnPage(["kind"], message);
  const group = dimension(compiling, ["encoding", "x"], x);
  const field = values(compiling, ["encoding", "y"], y);
  return {
    BoxPlotVisual: {
      ...frameOf(compiling.visual),
      ChartConfiguration: {
        FieldWells: { BoxPlotAggregatedFieldWells: { GroupBy: [group], Values: [field] } },
        SortConfiguration: { CategorySort: sortOf(compiling, ["encoding", "x"], x) },
        BoxPlotOptions: { OutlierVisibility: "HIDDEN", AllDataPointsVisibility: "HIDDEN" },
        CategoryLabelOptions: axisLabels(compiling, [{ channel: x, field: group }]),
        PrimaryYAxisLabelOptions: axisLabels(compiling, [{ channel: y, field }]),
      },
    },
  };
};

export const heatMap = (compiling: Compiling<Chart>): Visual => {
  const { x = {}, y = {}, color = {} } = compiling.visual.encoding;
  const across = dimension(compiling, ["encoding", "x"], x);
  const down = dimension(compiling, ["encoding", "y"], y);
  return {
    HeatMapVisual: {
      ...frameOf(compiling.visual),
      ChartConfiguration: {
        FieldWells: {
          HeatMapAggregatedFieldWells: {
            Rows: [down],
            Columns: [across],
            Values: [measure(compiling, ["encoding", "color"], color)],
          },
        },
        SortConfiguration: {
          HeatMapRowSort: sortOf(compiling, ["encoding", "y"], y),
          HeatMapColumnSort: sortOf(compiling, ["encoding", "x"], x),
        },
        ColumnLabelOptions: axisLabels(compiling, [{ channel: x, field: across }]),
        RowLabelOptions: axisLabels(compiling, [{ channel: y, field: down }]),
        ColorScale: { Colors: [{ Color: "#E4EEF8" }, { Color: "#0B5FAE" }], ColorFillType: "GRADIENT" },
      },
    },
  };
};
