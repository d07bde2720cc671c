/** Which axis of a bar chart is the measure: either may be. Pure. */
import type { AskingVisual, Channel, Chart } from "../visual-schema.ts";

const measures = ({ aggregate, type }: Channel): boolean => aggregate !== undefined || type === "quantitative";

/** The axis that bars grow along: the one that aggregates, or y if neither does. */
export const barMeasure = ({ encoding: { x = {}, y = {} } }: Chart): "x" | "y" =>
  measures(x) && !measures(y) ? "x" : "y";

/** @param path of a channel within its visual */
export const isMeasureOf = (visual: AskingVisual, path: readonly (string | number)[]): boolean => {
  if (visual.kind === "bar") return path[1] === barMeasure(visual);
  return false;
};
