/** Vega's colors, from the page's own. The categories' can be told apart by those who see few colors. */
import { legendColumns } from "../../../model/dashboards/fit.ts";

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

const scheme = matchMedia("(prefers-color-scheme: dark)");

export const onThemeChange = (changed: () => void): void => {
  scheme.addEventListener("change", changed);
};

/** @param width of the chart, in pixels */
export const vegaConfig = (width: number): object => {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const text = {
    labelColor: color("quiet"),
    titleColor: color("quiet"),
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: 500,
  };
  return {
    background: "transparent",
    font: style.fontFamily,
    view: { stroke: null },
    axis: { ...text, gridColor: color("line"), domainColor: color("line"), tickColor: color("line"), labelLimit: 170 },
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
      category: scheme.matches ? dark : light,
      heatmap: scheme.matches ? ["#22303f", "#7cb8f5"] : ["#e4eef8", "#0b5fae"],
    },
    mark: { color: color("accent") },
    // One day among years is seen, too
    bar: { minBandSize: 2 },
    rule: { color: color("quiet") },
    geoshape: { fill: color("ground"), stroke: color("line") },
  };
};
