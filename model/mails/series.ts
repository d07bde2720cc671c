/** What a mail takes from a dashboard's visual: a measure by day, and the parameter that selects days. Pure. */
import type { Dashboard, Query } from "../dashboards/definition.ts";
import type { AskingVisual, Channel } from "../dashboards/visual-schema.ts";
import { parameterNamed } from "../dashboards/kinds.ts";

/** A measure per day, or per day and category. */
export interface Series {
  readonly time: Channel;
  readonly value: Channel;
  readonly category?: Channel;
}

const isByDay = (channel: Channel | undefined): channel is Channel => channel?.timeUnit === "yearmonthdate";

/** @returns `undefined` for a visual that doesn't distinguish days */
export const seriesOf = (visual: AskingVisual): Series | undefined => {
  if (visual.kind === "kpi") {
    return isByDay(visual.time) ? { time: visual.time, value: visual.value } : undefined;
  }
  if (visual.kind !== "line" && visual.kind !== "area" && visual.kind !== "bar") return undefined;
  const { x, y, color, xOffset, yOffset } = visual.encoding;
  const isPlain = xOffset === undefined && yOffset === undefined;
  if (!isByDay(x) || y?.aggregate === undefined || !isPlain) return undefined;
  return { time: x, value: y, ...(color && { category: color }) };
};

const queryOf = ({ queries }: Dashboard, { query: wanted }: AskingVisual): Query | undefined =>
  queries.find(({ name }) => name === wanted);

/**
 * The `date range` parameter that limits the visual's query to some days.
 *
 * @param column that it must filter; any if `undefined`
 */
export const periodOf = (dashboard: Dashboard, visual: AskingVisual, column?: string): string | undefined =>
  Object.entries(queryOf(dashboard, visual)?.filters ?? {}).find(
    ([filtered, name]) =>
      (column === undefined || column === filtered) && parameterNamed(dashboard, name)?.kind === "date range",
  )?.[1];
