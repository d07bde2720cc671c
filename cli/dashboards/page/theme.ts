/** Vega's colors, taken from the page's own. */
import { chartConfig } from "../../../model/dashboards/theme.ts";

const scheme = matchMedia("(prefers-color-scheme: dark)");

export const onThemeChange = (changed: () => void): void => {
  scheme.addEventListener("change", changed);
};

/** @param width of the chart, in pixels */
export const vegaConfig = (width: number): object => {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return chartConfig(
    {
      font: style.fontFamily,
      quiet: color("quiet"),
      line: color("line"),
      ground: color("ground"),
      accent: color("accent"),
      isDark: scheme.matches,
    },
    width,
  );
};
