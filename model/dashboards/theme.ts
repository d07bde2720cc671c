/**
 * How charts look, wherever they are drawn. People with color blindness can distinguish the categories' colors. Pure.
 */
import { legendColumns } from "./fit.ts";

const light = [
  "#0b5fae",
  "#d55e00",
  "#00805f",
  "#a23e7a",
  "#8a6d00",
  "#2a9fd6",
  "#7a4fc9",
  "#5c6670",
  "#b3202c",
  "#3f7d20",
];
const dark = [
  "#7cb8f5",
  "#ff9a4d",
  "#4fd1a5",
  "#e38cc0",
  "#e6cc4a",
  "#9bd7f2",
  "#b9a0f5",
  "#b4bdc9",
  "#ff8f8f",
  "#9ccf6f",
];

/** What a chart takes from its surroundings. */
export interface Surroundings {
  readonly font: string;
  /** Color of labels. */
  readonly quiet: string;
  /** Color of axes and grids. */
  readonly line: string;
  /** Color of land without values. */
  readonly ground: string;
  /** Color of marks that no channel colors. */
  readonly accent: string;
  readonly isDark: boolean;
}

/** @param width of the chart, in pixels */
export const chartConfig = ({ font, quiet, line, ground, accent, isDark }: Surroundings, width: number): object => {
  const text = {
    labelColor: quiet,
    titleColor: quiet,
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: 500,
  };
  return {
    background: "transparent",
    font,
    view: { stroke: null },
    axis: { ...text, gridColor: line, domainColor: line, tickColor: line, labelLimit: 170 },
    axisX: { grid: false, labelOverlap: "greedy", labelSeparation: 8, labelLimit: 110 },
    axisXQuantitative: { tickCount: Math.max(3, Math.floor(width / 110)), labelFlush: true },
    legend: {
      ...text,
      orient: "bottom",
      columns: legendColumns(width),
      labelLimit: 130,
      symbolLimit: 24,
    },
    range: {
      category: isDark ? dark : light,
      heatmap: isDark ? ["#22303f", "#7cb8f5"] : ["#e4eef8", "#0b5fae"],
    },
    mark: { color: accent },
    // Keeps a single day among years visible
    bar: { minBandSize: 2 },
    rule: { color: quiet },
    geoshape: { fill: ground, stroke: line },
  };
};
