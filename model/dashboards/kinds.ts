/** What each kind of visual shows, and in which channels. Pure. */
import type { Dashboard, Parameter } from "./definition.ts";
import type { ChannelName, ChartKind } from "./terms.ts";
import type { AskingVisual, Channel, FieldName, Visual } from "./visual-schema.ts";

/** Required type of a channel's values. `measure`: a number, or anything that is counted. */
export type Wanted = "any" | "measure" | "number" | "time";

interface KindRule {
  readonly required: Readonly<Partial<Record<ChannelName, Wanted>>>;
  readonly optional: Readonly<Partial<Record<ChannelName, Wanted>>>;
}

export const chartRules: Readonly<Record<ChartKind | "combo", KindRule>> = {
  line: { required: { x: "any", y: "measure" }, optional: { color: "any" } },
  area: { required: { x: "any", y: "measure" }, optional: { color: "any" } },
  bar: { required: { x: "any", y: "any" }, optional: { color: "any", xOffset: "any", yOffset: "any" } },
  "heat map": { required: { x: "any", y: "any", color: "measure" }, optional: {} },
  scatter: { required: { x: "number", y: "number" }, optional: { color: "any", size: "measure", detail: "any" } },
  histogram: { required: { x: "number" }, optional: { color: "any" } },
  box: { required: { x: "any", y: "number" }, optional: {} },
  map: {
    required: { latitude: "number", longitude: "number" },
    optional: { color: "any", size: "measure", detail: "any" },
  },
  waterfall: { required: { x: "any", y: "measure" }, optional: {} },
  combo: { required: { x: "any" }, optional: {} },
};

/** A channel with its path within the visual. */
export interface PlacedChannel {
  readonly path: readonly (string | number)[];
  readonly channel: Channel;
  readonly wanted: Wanted;
}

/** Every channel of a visual, in the order of its query's columns. */
export const channelsOf = (visual: AskingVisual): readonly PlacedChannel[] => {
  if (visual.kind === "kpi") {
    return [
      ...(visual.time ? [{ path: ["time"], channel: visual.time, wanted: "time" as const }] : []),
      { path: ["value"], channel: visual.value, wanted: "measure" },
    ];
  }
  if (visual.kind === "table") {
    return visual.columns.map((channel, index) => ({ path: ["columns", index], channel, wanted: "any" }));
  }
  if (visual.kind === "pivot") {
    return [
      ...visual.rows.map((channel, index) => ({ path: ["rows", index], channel, wanted: "any" as const })),
      { path: ["columns"], channel: visual.columns, wanted: "any" },
      { path: ["value"], channel: visual.value, wanted: "measure" },
    ];
  }
  const { required, optional } = chartRules[visual.kind];
  const wanted = { ...optional, ...required };
  const own = Object.entries(visual.encoding).map(([name, channel]) => ({
    path: ["encoding", name],
    channel,
    wanted: wanted[name as ChannelName] ?? ("any" as const),
  }));
  if (visual.kind !== "combo") return own;
  const layers = visual.layers.map(({ y }, index) => ({
    path: ["layers", index, "y"],
    channel: y,
    wanted: "measure" as const,
  }));
  return [...own, ...layers];
};

export const isAsking = (visual: Visual): visual is AskingVisual => visual.kind !== "text";

export const parameterNamed = ({ parameters = [] }: Dashboard, name: string): Parameter | undefined =>
  parameters.find((parameter) => parameter.name === name);

/** All columns that a channel may use, whichever it shows now. */
export const columnsBehind = (dashboard: Dashboard, { field, over }: Channel): readonly string[] => [
  ...fieldsOf(dashboard, field),
  ...(over === undefined ? [] : [over]),
];

/** Columns that a channel may show: one, or those of its parameter. */
export const fieldsOf = (dashboard: Dashboard, field: FieldName | undefined): readonly string[] => {
  if (field === undefined) return [];
  if (typeof field === "string") return [field];
  const parameter = parameterNamed(dashboard, field.parameter);
  return parameter?.kind === "column" ? parameter.values.map(({ value }) => value) : [];
};
