/** What depends on a chart's rows and width: the width of bars, the angle of labels, the legend's height. Pure. */
import type { AskingVisual, Encoding } from "./visual-schema.ts";
import type { Spec } from "./vega.ts";

/** Maximum bar width, in pixels. */
const widestBar = 64;
/** Approximate width of a letter on an axis, in pixels. */
const letterWidth = 7;
/** Width of a legend's entry and height of its row, in pixels. */
const entryWidth = 165;
const entryHeight = 18;

type Channel = Readonly<Record<string, unknown>> & { readonly axis?: object; readonly scale?: object };
type Row = Readonly<Record<string, unknown>>;

const dayMs = 86_400_000;
const unitMs: Readonly<Record<string, number | undefined>> = {
  utcyear: 365.25 * dayMs,
  utcyearquarter: 91.3 * dayMs,
  utcyearmonth: 30.4 * dayMs,
  utcyearweek: 7 * dayMs,
  utcyearmonthdate: dayMs,
};
/** Up to this many times are all labeled below their bars; otherwise the time axis labels some. */
const fewTimes = 6;

const differentOf = (rows: readonly Row[], channel: Channel | undefined): readonly unknown[] => {
  const field = channel?.["field"];
  return typeof field === "string" ? [...new Set(rows.map((row) => row[field]))] : [];
};

/** Places for bars along an axis: one per name, or one per unit of time from the first to the last. */
const placesOf = (channel: Channel, values: readonly unknown[]): number => {
  const unit = unitMs[String(channel["timeUnit"])];
  const times = values.filter((value) => typeof value === "number");
  if (unit === undefined || times.length === 0) return Math.max(1, values.length);
  return Math.round((Math.max(...times) - Math.min(...times)) / unit) + 1;
};

/** Names that fit side by side are written horizontally. */
const withFlatLabels = (x: Channel, values: readonly unknown[], width: number): Channel => {
  const longest = Math.max(0, ...values.map((value) => String(value).length));
  const isFlat = x["type"] !== "temporal" && longest * letterWidth * values.length < width;
  return isFlat ? { ...x, axis: { ...x.axis, labelAngle: 0 } } : x;
};

const asWide = (mark: unknown, band: number): unknown => {
  const { type } = (mark ?? {}) as { readonly type?: string };
  return type === "bar" ? { ...(mark as object), width: { band } } : mark;
};

const withBars = (spec: Spec, x: Channel, places: number, values: readonly unknown[], band: number): Spec => {
  const { encoding, mark, layer } = spec as {
    readonly encoding: object;
    readonly mark?: unknown;
    readonly layer?: readonly { readonly mark: unknown }[];
  };
  const isTime = x["type"] === "temporal";
  if (isTime && (places > fewTimes || places > values.length)) {
    // A time axis has no bands; its bars get a share of their unit
    return {
      ...spec,
      ...(mark !== undefined && { mark: asWide(mark, band) }),
      ...(layer && { layer: layer.map((one) => ({ ...one, mark: asWide(one.mark, band) })) }),
    };
  }
  const scale = { ...(!isTime && x.scale), paddingInner: 1 - band, paddingOuter: (1 - band) / 2 };
  const flat = isTime ? { type: "ordinal", axis: { ...x.axis, labelAngle: 0 } } : {};
  return { ...spec, encoding: { ...encoding, x: { ...x, ...flat, scale } } };
};

/**
 * @param width of the chart without its axis, in pixels
 * @returns the specification with limited bar widths, and an area over a single time drawn as a bar
 */
export const fitted = ({ kind }: AskingVisual, spec: Spec, rows: readonly Row[], width: number): Spec => {
  const encoding = (spec["encoding"] ?? {}) as Readonly<Record<string, Channel | undefined>>;
  const { xOffset } = encoding;
  if (encoding["x"] === undefined || encoding["x"]["type"] === "quantitative") return spec;
  const values = differentOf(rows, encoding["x"]);
  const x = withFlatLabels(encoding["x"], values, width);
  const flat = { ...spec, encoding: { ...encoding, x } };
  const isArea = kind === "area" && values.length === 1;
  // Bars at instants without a time unit keep their default width
  const isUnrounded = x["type"] === "temporal" && x["timeUnit"] === undefined;
  if (!(isArea || ["bar", "combo", "waterfall"].includes(kind)) || isUnrounded) return flat;
  const places = placesOf(x, values);
  const side = Math.max(1, differentOf(rows, xOffset).length);
  const band = Math.min(0.9, (widestBar * places * side) / width);
  return withBars(isArea ? { ...flat, mark: { type: "bar" } } : flat, x, places, values, band);
};

/** Number of legend entries per row for this width. */
export const legendColumns = (width: number): number => Math.max(1, Math.floor(width / entryWidth));

/** Height in pixels of a legend with more than two rows, which is added so that the marks don't shrink. */
export const legendHeight = (spec: Spec, rows: readonly Row[], width: number): number => {
  const { color } = (spec["encoding"] ?? {}) as Readonly<Record<string, Channel | undefined>>;
  if (color === undefined || color["type"] === "quantitative") return 0;
  const lines = Math.ceil(differentOf(rows, color).length / legendColumns(width));
  return Math.max(0, lines - 2) * entryHeight;
};

/** A chart's height in pixels: horizontal bars need their own, so that every name is readable. */
export const heightOf = (visual: AskingVisual, rows: readonly Row[], usual: number): number => {
  const { x, y } = "encoding" in visual ? visual.encoding : ({} as Encoding);
  const isLying = visual.kind === "bar" && x?.aggregate !== undefined;
  if (!isLying) return usual;
  const names = typeof y?.field === "string" ? differentOf(rows, { field: y.field }).length : 0;
  return Math.max(names * 22, Math.min(usual, names * 48 + 60));
};
