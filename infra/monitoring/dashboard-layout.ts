/** Formats and lays out a dashboard's widgets as CloudWatch JSON. */
import type { Metric } from "../../model/metrics.ts";
import type { Place } from "../place.ts";

export type Statistic = "Sum" | "Maximum";
export type Line = readonly unknown[];

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
export interface Widget {
  readonly type: "text" | "metric" | "alarm";
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

export type Content = Pick<Widget, "type" | "properties">;

export interface Row {
  readonly height: number;
  readonly contents: readonly Content[];
}

export const day = 86_400;
const gridWidth = 24;

export const line = ({ namespace, name, dimensions }: Metric, stat: Statistic, label: string, options = {}): Line => [
  namespace,
  name,
  ...Object.entries(dimensions).flat(),
  { stat, label, ...options },
];

export const graph = (
  place: Place,
  title: string,
  metrics: readonly Line[],
  options: Record<string, unknown> = {},
): Content => ({
  type: "metric",
  properties: {
    title,
    region: place.region,
    view: "timeSeries",
    period: 300,
    yAxis: { left: { min: 0 } },
    metrics,
    ...options,
  },
});

export const nightly = (
  place: Place,
  title: string,
  metrics: readonly Line[],
  options: Record<string, unknown> = {},
): Content => graph(place, title, metrics, { period: day, ...options });

/** Rows from top to bottom; a row's widgets share its width equally. */
export const laidOut = (all: readonly Row[]): Widget[] => {
  let y = 0;
  return all.flatMap(({ height, contents }) => {
    const width = gridWidth / contents.length;
    const widgets = contents.map((content, index) => ({ ...content, x: index * width, y, width, height }));
    y += height;
    return widgets;
  });
};
