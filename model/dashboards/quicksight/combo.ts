/** Several measures over one axis, each with its own mark. Pure. */
import type { Visual } from "@aws-sdk/client-quicksight";
import type { Combo } from "../visual-schema.ts";
import type { Compiling } from "./compiling.ts";
import { axisLabels, dimension, measure } from "./fields.ts";
import { sortOf } from "./sorting.ts";
import { frameOf } from "./visual-frame.ts";

export const combo = (compiling: Compiling<Combo>): Visual => {
  const { visual } = compiling;
  const { x = {} } = visual.encoding;
  const category = dimension(compiling, ["encoding", "x"], x);
  const layers = visual.layers.map(({ mark, y }, index) => ({
    mark,
    channel: y,
    field: measure(compiling, ["layers", index, "y"], y),
  }));
  for (const [index, { mark }] of layers.entries()) {
    if (mark === "area" || mark === "point") {
      compiling.onlyOnPage(["layers", index, "mark"], `QuickSight draws ${mark} layers of a combo as lines`);
    }
  }
  const bars = layers.filter(({ mark }) => mark === "bar");
  const lines = layers.filter(({ mark }) => mark !== "bar");
  if (bars.length > 1 || lines.length > 1) {
    compiling.onlyOnPage(
      ["layers"],
      "QuickSight names layers that share an axis by their columns, not by their titles",
    );
  }
  const sort = sortOf(compiling, ["encoding", "x"], x);
  const categoryLabels = axisLabels(compiling, [{ channel: x, field: category }]);
  const isIndependent = visual.scale === "independent";
  if (isIndependent && (bars.length === 0 || lines.length === 0)) {
    compiling.onlyOnPage(["scale"], "QuickSight has a second axis only for lines that are drawn over bars");
  }
  // Measures of the same kind share their axis
  if (lines.length === 0) {
    return {
      BarChartVisual: {
        ...frameOf(visual),
        ChartConfiguration: {
          FieldWells: {
            BarChartAggregatedFieldWells: { Category: [category], Values: bars.map(({ field }) => field), Colors: [] },
          },
          SortConfiguration: { CategorySort: sort },
          Orientation: "VERTICAL",
          BarsArrangement: "CLUSTERED",
          CategoryLabelOptions: categoryLabels,
          ValueLabelOptions: axisLabels(compiling, bars),
        },
      },
    };
  }
  if (bars.length === 0) {
    return {
      LineChartVisual: {
        ...frameOf(visual),
        ChartConfiguration: {
          Type: "LINE",
          FieldWells: {
            LineChartAggregatedFieldWells: {
              Category: [category],
              Values: lines.map(({ field }) => field),
              Colors: [],
            },
          },
          SortConfiguration: { CategorySort: sort },
          XAxisLabelOptions: categoryLabels,
          PrimaryYAxisLabelOptions: axisLabels(compiling, lines),
        },
      },
    };
  }
  if (!isIndependent) {
    // The provider doesn't support the API's SingleAxisOptions: hashicorp/terraform-provider-aws#35230
    const message = "QuickSight gives the lines of a combo an axis of their own";
    compiling.onlyOnPage(["layers"], message, "write scale: independent, or give all layers one mark");
  }
  return {
    ComboChartVisual: {
      ...frameOf(visual),
      ChartConfiguration: {
        FieldWells: {
          ComboChartAggregatedFieldWells: {
            Category: [category],
            BarValues: bars.map(({ field }) => field),
            LineValues: lines.map(({ field }) => field),
            Colors: [],
          },
        },
        SortConfiguration: { CategorySort: sort },
        BarsArrangement: "CLUSTERED",
        CategoryLabelOptions: categoryLabels,
        PrimaryYAxisLabelOptions: axisLabels(compiling, bars),
        SecondaryYAxisLabelOptions: axisLabels(compiling, lines),
      },
    },
  };
};
