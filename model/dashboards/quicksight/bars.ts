/** Bars, including waterfalls. Pure. */
import type { BarsArrangement, Visual } from "@aws-sdk/client-quicksight";
import type { Chart } from "../visual-schema.ts";
import { barMeasure } from "./axes.ts";
import type { Compiling } from "./compiling.ts";
import { axisLabels, dimension, measure } from "./fields.ts";
import { itemsLimit, sortOf } from "./sorting.ts";
import { frameOf } from "./visual-frame.ts";

const arrangementOf = ({ encoding }: Chart, axis: "x" | "y"): BarsArrangement => {
  if (encoding.xOffset !== undefined || encoding.yOffset !== undefined) return "CLUSTERED";
  const { stack } = encoding[axis] ?? {};
  if (stack === "normalize") return "STACKED_PERCENT";
  return stack === false || encoding.color === undefined ? "CLUSTERED" : "STACKED";
};

/** Grouped or stacked: QuickSight has a single field well for splitting bars. */
const partsOf = (compiling: Compiling<Chart>): "color" | "xOffset" | "yOffset" | undefined => {
  const { color, xOffset, yOffset } = compiling.visual.encoding;
  const offset = xOffset !== undefined ? "xOffset" : yOffset !== undefined ? "yOffset" : undefined;
  if (offset === undefined) return color === undefined ? undefined : "color";
  if (color !== undefined && JSON.stringify(color.field) !== JSON.stringify((xOffset ?? yOffset)?.field)) {
    compiling.onlyOnPage(["encoding", "color"], "QuickSight colors grouped bars by their group");
  }
  return offset;
};

export const bar = (compiling: Compiling<Chart>): Visual => {
  const { visual } = compiling;
  const { encoding } = visual;
  const value = barMeasure(visual);
  const group = value === "y" ? "x" : "y";
  const [groups, values] = [encoding[group] ?? {}, encoding[value] ?? {}];
  const category = dimension(compiling, ["encoding", group], groups);
  const length = measure(compiling, ["encoding", value], values);
  const parts = partsOf(compiling);
  const limit = itemsLimit(visual.limit);
  return {
    BarChartVisual: {
      ...frameOf(visual),
      ChartConfiguration: {
        FieldWells: {
          BarChartAggregatedFieldWells: {
            Category: [category],
            Values: [length],
            Colors: parts === undefined ? [] : [dimension(compiling, ["encoding", parts], encoding[parts] ?? {})],
          },
        },
        SortConfiguration: {
          CategorySort: sortOf(compiling, ["encoding", group], groups),
          ...(limit && { CategoryItemsLimit: limit }),
        },
        Orientation: value === "y" ? "VERTICAL" : "HORIZONTAL",
        BarsArrangement: arrangementOf(visual, value),
        CategoryLabelOptions: axisLabels(compiling, [{ channel: groups, field: category }]),
        ValueLabelOptions: axisLabels(compiling, [{ channel: values, field: length }]),
      },
    },
  };
};

export const waterfall = (compiling: Compiling<Chart>): Visual => {
  const { x = {}, y = {} } = compiling.visual.encoding;
  const category = dimension(compiling, ["encoding", "x"], x);
  const value = measure(compiling, ["encoding", "y"], y);
  return {
    WaterfallVisual: {
      ...frameOf(compiling.visual),
      ChartConfiguration: {
        FieldWells: {
          WaterfallChartAggregatedFieldWells: { Categories: [category], Values: [value], Breakdowns: [] },
        },
        SortConfiguration: { CategorySort: sortOf(compiling, ["encoding", "x"], x) },
        WaterfallChartOptions: { TotalBarLabel: "Total" },
        CategoryAxisLabelOptions: axisLabels(compiling, [{ channel: x, field: category }]),
        PrimaryYAxisLabelOptions: axisLabels(compiling, [{ channel: y, field: value }]),
      },
    },
  };
};
