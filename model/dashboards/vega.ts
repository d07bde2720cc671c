/** Visuals as Vega-Lite specifications, without data, size, and theme, which the page adds. Pure. */
import { answerName, columnOf, itemsOf } from "./sql.ts";
import type { ChartKind, MeasureType } from "./terms.ts";
import type { AskingVisual, Channel, Chart, Combo, Kpi } from "./visual-schema.ts";
import type { Values } from "./parameters.ts";

export type Spec = Readonly<Record<string, unknown>>;

/** A column of the result, with the engine's type name. */
export interface AnswerColumn {
  readonly name: string;
  readonly type: string;
}

export const isNumeric = (type: string): boolean =>
  /^(tinyint|smallint|integer|int|bigint|real|float|double|decimal)/.test(type);
export const isTemporal = (type: string): boolean => /^(date|timestamp)/.test(type);

/** `revenue_usd` → `Revenue (USD)`; the last word of a column's name may be its unit. */
const units: Readonly<Record<string, string>> = { usd: "USD", min: "min", mi: "mi", mph: "mph", bytes: "bytes" };
const words = (column: string): string => {
  const parts = column.replace(/^_+/, "").split("_");
  const unit = parts.length > 1 ? units[parts.at(-1) ?? ""] : undefined;
  const text = (unit === undefined ? parts : parts.slice(0, -1)).join(" ");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${unit === undefined ? "" : ` (${unit})`}`;
};

/** A channel's display title. */
export const titleOf = (channel: Channel, values: Values): string => {
  if (channel.title !== undefined) return channel.title;
  const column = columnOf(channel.field, values);
  if (column === undefined) return "Count";
  const name = words(column);
  const prefixes: Readonly<Partial<Record<string, string>>> = {
    ...{ mean: "Mean of ", median: "Median of ", min: "Least ", max: "Greatest ", count: "Count of " },
    distinct: "Different values of ",
  };
  const prefix = prefixes[channel.aggregate ?? ""];
  return prefix === undefined ? name : `${prefix}${name.charAt(0).toLowerCase()}${name.slice(1)}`;
};

const timeFormats = {
  year: "%Y",
  yearquarter: "%Y Q%q",
  yearmonth: "%b %Y",
  yearweek: "%d %b %Y",
  yearmonthdate: "%d %b %Y",
};

const typeOf = (channel: Channel, answered: AnswerColumn | undefined, isMeasure: boolean): MeasureType => {
  if (channel.type !== undefined) return channel.type;
  const type = answered?.type ?? "";
  if (channel.timeUnit !== undefined || isTemporal(type)) return "temporal";
  if (!isNumeric(type)) return "nominal";
  return isMeasure || channel.aggregate !== undefined || channel.bin !== undefined ? "quantitative" : "ordinal";
};

interface Compiling {
  readonly columns: readonly AnswerColumn[];
  readonly values: Values;
  /** Kinds on whose axes unaggregated numbers are measures. */
  readonly isMeasured: boolean;
}

const channelSpec = (channel: Channel, { columns, values, isMeasured }: Compiling): Spec => {
  const field = answerName(channel, values);
  const type = typeOf(
    channel,
    columns.find(({ name }) => name === field),
    isMeasured,
  );
  const format = channel.format ?? (channel.timeUnit === undefined ? undefined : timeFormats[channel.timeUnit]);
  const isTime = type === "temporal";
  return {
    field,
    type,
    title: titleOf(channel, values),
    ...(isTime && { scale: { type: "utc" } }),
    ...(isTime && channel.timeUnit !== undefined && { timeUnit: `utc${channel.timeUnit}` }),
    ...(format !== undefined && { format }),
    // Rows arrive in the requested order
    ...(type === "nominal" || type === "ordinal" ? { sort: null } : {}),
    ...(channel.stack !== undefined && { stack: channel.stack === false ? null : channel.stack }),
  };
};

/** `format` belongs to the axis for an axis, to the legend for a legend, and to the channel itself for a tooltip. */
const placed = (name: string, { format, ...rest }: Spec): Spec => {
  if (format === undefined) return rest;
  // Counts have no fractions
  const formatted = { format, ...(format === ",d" && { tickMinStep: 1 }) };
  const isAxis = name === "x" || name === "y";
  const hasLegend = name === "color" || name === "size";
  return { ...rest, ...(isAxis && { axis: formatted }), ...(hasLegend && { legend: { format } }) };
};

/** A tooltip has no UTC scale: its time unit must say UTC. */
const tooltip = (channels: readonly Spec[]): readonly Spec[] =>
  channels.map(({ field, type, title, format, timeUnit = "utcyearmonthdatehoursminutes" }) => {
    if (type !== "temporal") return { field, type, title, ...(format !== undefined && { format }) };
    return { field, type, title, timeUnit, format: format ?? "%d %b %Y %H:%M" };
  });

const marks: Readonly<Record<ChartKind, Spec>> = {
  line: { type: "line", point: { size: 28 }, strokeWidth: 2 },
  area: { type: "area", opacity: 0.7, line: true },
  bar: { type: "bar" },
  "heat map": { type: "rect" },
  scatter: { type: "point", filled: true, opacity: 0.65 },
  histogram: { type: "bar" },
  box: { type: "bar" },
  map: { type: "circle", opacity: 0.75 },
  waterfall: { type: "bar" },
};

const encoded = (visual: Chart | Combo, compiling: Compiling): Readonly<Record<string, Spec>> =>
  Object.fromEntries(Object.entries(visual.encoding).map(([name, channel]) => [name, channelSpec(channel, compiling)]));

const layout = (channels: Readonly<Record<string, Spec>>): Spec =>
  Object.fromEntries(Object.entries(channels).map(([name, channel]) => [name, placed(name, channel)]));

const boxSpec = (visual: Chart, compiling: Compiling): Spec => {
  const { x = {}, y = {} } = visual.encoding;
  const across = placed("x", channelSpec(x, { ...compiling, isMeasured: false }));
  const title = titleOf(y, compiling.values);
  const part = (field: string) => ({ field, type: "quantitative", title });
  const parts = ["lowest", "lower_quartile", "median", "upper_quartile", "highest"];
  const shown = tooltip([
    channelSpec(x, compiling),
    ...parts.map((field) => ({ ...part(field), title: words(field), format: y.format ?? ",.1f" })),
  ]);
  return {
    encoding: { x: across, tooltip: shown },
    layer: [
      { mark: { type: "rule" }, encoding: { y: part("lowest"), y2: { field: "highest" } } },
      { mark: { type: "bar", size: 14 }, encoding: { y: part("lower_quartile"), y2: { field: "upper_quartile" } } },
      { mark: { type: "tick", size: 14, color: "white", thickness: 2 }, encoding: { y: part("median") } },
    ],
  };
};

const histogramSpec = (visual: Chart, compiling: Compiling): Spec => {
  const { x = {}, color } = visual.encoding;
  const field = answerName(x, compiling.values);
  const count = { field: "count", type: "quantitative", title: "Count", format: ",d" };
  const bin = { field, type: "quantitative", title: titleOf(x, compiling.values) };
  const channels = { x: bin, y: count, ...(color && { color: channelSpec(color, compiling) }) };
  return {
    transform: [{ calculate: `datum[${JSON.stringify(field)}] + ${x.bin?.step ?? 1}`, as: "bin_end" }],
    mark: marks.histogram,
    encoding: {
      ...layout(channels),
      x: {
        ...bin,
        bin: { binned: true, step: x.bin?.step },
        axis: { ...(x.format !== undefined && { format: x.format }) },
      },
      x2: { field: "bin_end" },
      tooltip: tooltip(Object.values(channels)),
    },
  };
};

const waterfallSpec = (visual: Chart, compiling: Compiling): Spec => {
  const { x = {}, y = {} } = visual.encoding;
  const value = answerName(y, compiling.values);
  const quoted = `datum[${JSON.stringify(value)}]`;
  const across = channelSpec(x, compiling);
  const up = channelSpec(y, compiling);
  return {
    transform: [
      { window: [{ op: "sum", field: value, as: "end" }], frame: [null, 0] },
      { calculate: `datum.end - ${quoted}`, as: "start" },
      { calculate: `${quoted} < 0 ? 'decrease' : 'increase'`, as: "direction" },
    ],
    mark: marks.waterfall,
    encoding: {
      x: placed("x", across),
      y: placed("y", { ...up, field: "start" }),
      y2: { field: "end" },
      color: { field: "direction", type: "nominal", title: "Direction" },
      tooltip: tooltip([across, up]),
    },
  };
};

const mapSpec = (visual: Chart, compiling: Compiling): Spec => {
  const { latitude, longitude, ...others } = encoded(visual, compiling);
  return {
    projection: { type: visual.basemap === "usa" ? "albersUsa" : "equalEarth" },
    layer: [
      { data: { name: "basemap" }, mark: { type: "geoshape", strokeWidth: 0.5 } },
      {
        data: { name: "answer" },
        mark: marks.map,
        encoding: {
          latitude: { field: latitude?.["field"], type: "quantitative" },
          longitude: { field: longitude?.["field"], type: "quantitative" },
          ...layout(others),
          tooltip: tooltip(Object.values(others)),
        },
      },
    ],
  };
};

const comboSpec = (visual: Combo, compiling: Compiling): Spec => {
  const shared = encoded(visual, compiling);
  const layers = visual.layers.map(({ mark, y }) => {
    const spec = channelSpec(y, compiling);
    const legend = { datum: titleOf(y, compiling.values), title: null };
    return { mark: { type: mark }, encoding: { y: { ...placed("y", spec), stack: null }, color: legend } };
  });
  const shown = [...Object.values(shared), ...visual.layers.map(({ y }) => channelSpec(y, compiling))];
  const isShared = visual.scale !== "independent";
  return {
    encoding: { ...layout(shared), tooltip: tooltip(shown) },
    layer: layers.map((layer) => {
      if (!isShared) return layer;
      return { ...layer, encoding: { ...layer.encoding, y: { ...layer.encoding.y, title: null } } };
    }),
    ...(!isShared && { resolve: { scale: { y: "independent" } } }),
  };
};

const kpiSpec = ({ time, value }: Kpi, compiling: Compiling): Spec | undefined => {
  if (time === undefined) return undefined;
  const channels = { x: channelSpec(time, compiling), y: channelSpec(value, compiling) };
  return {
    mark: { type: "area", line: true, opacity: 0.25 },
    encoding: {
      x: { ...placed("x", channels.x), axis: null },
      y: { ...placed("y", channels.y), axis: null, scale: { zero: false } },
      tooltip: tooltip(Object.values(channels)),
    },
  };
};

/** @returns `undefined` for visuals that aren't charts: tables, pivots, and KPIs without a time */
export const specOf = (visual: AskingVisual, columns: readonly AnswerColumn[], values: Values): Spec | undefined => {
  const isMeasured = ["line", "area", "bar", "scatter", "waterfall", "map"].includes(visual.kind);
  const compiling = { columns, values, isMeasured };
  switch (visual.kind) {
    case "table":
    case "pivot":
      return undefined;
    case "kpi":
      return kpiSpec(visual, { ...compiling, isMeasured: true });
    case "combo":
      return comboSpec(visual, compiling);
    case "box":
      return boxSpec(visual, compiling);
    case "histogram":
      return histogramSpec(visual, compiling);
    case "waterfall":
      return waterfallSpec(visual, compiling);
    case "map":
      return mapSpec(visual, compiling);
    case "line":
    case "area":
    case "bar":
    case "heat map":
    case "scatter": {
      const channels = encoded(visual, compiling);
      const shown = tooltip(
        Object.values(channels).filter(
          (one, index, all) => index === all.findIndex((other) => other["field"] === one["field"]),
        ),
      );
      return { mark: marks[visual.kind], encoding: { ...layout(channels), tooltip: shown } };
    }
  }
};

/** The result's columns, with the channel each comes from. */
export const headingsOf = (
  visual: AskingVisual,
  values: Values,
): readonly { readonly name: string; readonly title: string; readonly format?: string }[] =>
  itemsOf(visual, values).map(({ name, channel }) => ({
    name,
    title: visual.kind === "box" && name !== answerName(channel, values) ? words(name) : titleOf(channel, values),
    ...(channel.format !== undefined && { format: channel.format }),
  }));

/** The result's columns as displayed, each with its channel's title and format. */
export const columnsShown = (
  visual: AskingVisual,
  columns: readonly AnswerColumn[],
  values: Values,
): readonly (AnswerColumn & { readonly title: string; readonly format?: string })[] => {
  const headings = new Map(headingsOf(visual, values).map((heading) => [heading.name, heading]));
  return columns.map(({ name, type }) => ({ title: name, ...headings.get(name), name, type }));
};
