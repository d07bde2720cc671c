/** Points: over two measures, and on a map. Pure. */
import type { GeospatialMapConfiguration, ScatterPlotFieldWells, Visual } from "@aws-sdk/client-quicksight";
import type { Chart } from "../visual-schema.ts";
import { columnIdentifier, type Compiling } from "./compiling.ts";
import { axisLabels, channelColumn, dimension, fieldId, measure } from "./fields.ts";
import { frameOf } from "./visual-frame.ts";

/** A point for each row, or for each value of the grouping field. */
const scatterWells = (compiling: Compiling<Chart>): ScatterPlotFieldWells => {
  const { x = {}, y = {}, color, detail, size } = compiling.visual.encoding;
  const sizes = size === undefined ? [] : [measure(compiling, ["encoding", "size"], size)];
  if (x.aggregate === undefined && y.aggregate === undefined) {
    for (const name of ["color", "detail"] as const) {
      if (compiling.visual.encoding[name] !== undefined) {
        const message = "QuickSight draws points that aren't aggregated in one color, without detail";
        compiling.onlyOnPage(["encoding", name], message, "aggregate x and y, which then groups the points by it");
      }
    }
    return {
      ScatterPlotUnaggregatedFieldWells: {
        XAxis: [dimension(compiling, ["encoding", "x"], x)],
        YAxis: [dimension(compiling, ["encoding", "y"], y)],
        Size: sizes,
      },
    };
  }
  const group = detail === undefined ? "color" : "detail";
  if (detail !== undefined && color !== undefined) {
    compiling.onlyOnPage(["encoding", "color"], "QuickSight colors points by their group, which is the detail");
  }
  const groups = compiling.visual.encoding[group];
  return {
    ScatterPlotCategoricallyAggregatedFieldWells: {
      XAxis: [measure(compiling, ["encoding", "x"], x)],
      YAxis: [measure(compiling, ["encoding", "y"], y)],
      Category: groups === undefined ? [] : [dimension(compiling, ["encoding", group], groups)],
      Size: sizes,
    },
  };
};

export const scatter = (compiling: Compiling<Chart>): Visual => {
  const { x = {}, y = {} } = compiling.visual.encoding;
  const wells = scatterWells(compiling);
  const { XAxis = [], YAxis = [] } =
    wells.ScatterPlotUnaggregatedFieldWells ?? wells.ScatterPlotCategoricallyAggregatedFieldWells ?? {};
  return {
    ScatterPlotVisual: {
      ...frameOf(compiling.visual),
      ChartConfiguration: {
        FieldWells: wells,
        XAxisLabelOptions: axisLabels(
          compiling,
          XAxis.map((field) => ({ channel: x, field })),
        ),
        YAxisLabelOptions: axisLabels(
          compiling,
          YAxis.map((field) => ({ channel: y, field })),
        ),
      },
    },
  };
};

/** The contiguous states. */
const usa = { North: 49.5, South: 24.5, West: -125, East: -66.5 };

const place = (compiling: Compiling<Chart>, name: "latitude" | "longitude") => {
  const { columns, visual } = compiling;
  const { field } = visual.encoding[name] ?? {};
  const column =
    typeof field === "string"
      ? columns.place(field, name === "latitude" ? "LATITUDE" : "LONGITUDE")
      : channelColumn(compiling, visual.encoding[name] ?? {});
  if (typeof field === "object") {
    compiling.onlyOnPage(["encoding", name], `QuickSight can't let readers choose the ${name}`, "name a column");
  }
  return {
    NumericalDimensionField: {
      FieldId: fieldId(compiling, ["encoding", name]),
      Column: columnIdentifier(visual.query, column.name),
    },
  };
};

export const map = (compiling: Compiling<Chart>): Visual => {
  const { visual } = compiling;
  const { color, size, detail } = visual.encoding;
  if (detail !== undefined) {
    const message = "QuickSight groups points on a map by place and color, and doesn't name the detail";
    compiling.onlyOnPage(["encoding", "detail"], message, "use color instead, or accept it");
  }
  const configuration: GeospatialMapConfiguration = {
    FieldWells: {
      GeospatialMapAggregatedFieldWells: {
        Geospatial: [place(compiling, "latitude"), place(compiling, "longitude")],
        Values: size === undefined ? [] : [measure(compiling, ["encoding", "size"], size)],
        Colors: color === undefined ? [] : [dimension(compiling, ["encoding", "color"], color)],
      },
    },
    MapStyleOptions: { BaseMapStyle: "LIGHT_GRAY" },
    PointStyleOptions: { SelectedPointStyle: "POINT" },
    ...(visual.basemap === "usa" && { WindowOptions: { Bounds: usa, MapZoomMode: "MANUAL" as const } }),
  };
  return { GeospatialMapVisual: { ...frameOf(visual), ChartConfiguration: configuration } };
};
