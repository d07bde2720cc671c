/** The vocabulary of a dashboard's file. Marks and channels are Vega-Lite's. */

export const aggregates = ["count", "sum", "mean", "median", "min", "max", "distinct", "ratio"] as const;
export type Aggregate = (typeof aggregates)[number];

export const timeUnits = ["year", "yearquarter", "yearmonth", "yearweek", "yearmonthdate"] as const;
export type TimeUnit = (typeof timeUnits)[number];

export const measureTypes = ["quantitative", "temporal", "ordinal", "nominal"] as const;
/** Vega-Lite's type of a channel. */
export type MeasureType = (typeof measureTypes)[number];

export const sorts = ["ascending", "descending", "x", "-x", "y", "-y"] as const;

export const channelNames = [
  "x",
  "y",
  "color",
  "xOffset",
  "yOffset",
  "size",
  "latitude",
  "longitude",
  "detail",
] as const;
export type ChannelName = (typeof channelNames)[number];

export const chartKinds = [
  "line",
  "area",
  "bar",
  "heat map",
  "scatter",
  "histogram",
  "box",
  "map",
  "waterfall",
] as const;
export type ChartKind = (typeof chartKinds)[number];

/** Percent of the days that a forecast's band should contain. */
export const intervals = [80, 90, 95] as const;
export type Interval = (typeof intervals)[number];

export const highlights = ["good", "warning", "bad"] as const;
