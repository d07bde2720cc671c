/** The members of a visual, by its kind. */
import * as Type from "typebox";
import {
  constant,
  flag,
  kebab,
  list,
  number,
  object,
  oneOf,
  optional,
  snake,
  snakeCase,
  string,
  tagged,
  text,
  wholeNumber,
  type Of,
} from "../validation/schema.ts";
import {
  aggregates,
  channelNames,
  chartKinds,
  highlights,
  intervals,
  measureTypes,
  sorts,
  timeUnits,
  type ChannelName,
  type ChartKind,
} from "./terms.ts";

/** A column, or the one chosen by a parameter of the kind `column`. */
const field = Type.Unsafe<string | { parameter: string }>({
  title: "a column, or {parameter: <name>}",
  type: ["string", "object"],
  pattern: snakeCase.source,
  properties: { parameter: snake },
  required: ["parameter"],
  additionalProperties: false,
});

const channelMembers = {
  /** Absent only for `aggregate: count`. */
  field: optional(field),
  aggregate: optional(oneOf(aggregates)),
  /** Column by whose sum the field's sum is divided; only for `aggregate: ratio`. */
  over: optional(snake),
  timeUnit: optional(oneOf(timeUnits)),
  bin: optional(
    object("a map with step", {
      step: Type.Unsafe<number>({ type: "number", exclusiveMinimum: 0, title: "a number above 0" }),
    }),
  ),
  type: optional(oneOf(measureTypes)),
  title: optional(text),
  /** d3-format for numbers, d3-time-format for dates. */
  format: optional(
    string(
      /^(%.*|(.?[<>=^])?[-+( ]?[$#]?0?\d*,?(\.\d+)?~?[bcdefgnoprsXx%]?)$/,
      "a format of d3 such as $,.0f, .1% or %d %b",
    ),
  ),
  sort: optional(oneOf(sorts)),
  stack: optional(oneOf(["zero", "normalize", false])),
};

const someMember = { minProperties: 1 };
const channel = object("a channel", channelMembers, someMember);
const tableColumn = object(
  "a column",
  {
    ...channelMembers,
    highlight: optional(
      list(
        object("a map with above or below, and as", {
          above: optional(number),
          below: optional(number),
          as: oneOf(highlights),
        }),
        "a list of conditions",
      ),
    ),
  },
  someMember,
);

const encoding = object(
  "an encoding",
  Object.fromEntries(channelNames.map((name) => [name, optional(channel)])) as Record<
    ChannelName,
    ReturnType<typeof optional<typeof channel>>
  >,
);

const base = {
  name: kebab,
  title: text,
  description: optional(text),
  /** Width in columns, of twelve, on a wide screen. */
  span: optional(wholeNumber(1, 12)),
  /** Target of its title. */
  link: optional(object("a map with dashboard and page", { dashboard: kebab, page: optional(kebab) })),
};
const query = kebab;
/** The first values or rows, in the order of `sort`. */
const limit = optional(wholeNumber(1, 5000));
const totals = optional(flag);
const titleOf = (kind: string) => `a visual of the kind ${kind}`;

const kpi = object(titleOf("kpi"), {
  ...base,
  kind: constant("kpi"),
  query,
  value: channel,
  /** Shows the value of the latest unit of time, with a sparkline of all. */
  time: optional(channel),
  /** The same value that many units before the latest. */
  comparison: optional(
    object("a map with offset, title and better", {
      offset: wholeNumber(1, 1000),
      title: text,
      better: optional(oneOf(["higher", "lower"])),
    }),
  ),
});

const chartMembers = { ...base, kind: oneOf(chartKinds), query, encoding, limit };
const membersOfOneKind = {
  basemap: optional(oneOf(["world", "usa"])),
  /** For a daily line: expected values of the next days, and their uncertainty. */
  forecast: optional(
    object("a map with periods and interval", { periods: wholeNumber(1, 60), interval: optional(oneOf(intervals)) }),
  ),
};
const { basemap, forecast } = membersOfOneKind;
const ownMembers: Readonly<Partial<Record<ChartKind, object>>> = { map: { basemap }, line: { forecast } };

const chartOf = (kind: ChartKind) =>
  object(titleOf(kind), { ...chartMembers, kind: constant(kind), ...ownMembers[kind] });
/** Combines all kinds, so that members can be read without checking the kind. */
type AnyChart = Type.Static<ReturnType<typeof object<typeof chartMembers & typeof membersOfOneKind>>>;
const chart = (kind: ChartKind) => Type.Unsafe<AnyChart>(chartOf(kind));

const combo = object(titleOf("combo"), {
  ...base,
  kind: constant("combo"),
  query,
  encoding,
  layers: list(
    object("a layer", { mark: oneOf(["bar", "line", "area", "point"]), y: channel }),
    "a list of at least two layers",
    { minItems: 2 },
  ),
  /** Whether the layers share their y axis. */
  scale: optional(oneOf(["shared", "independent"])),
});

const table = object(titleOf("table"), {
  ...base,
  kind: constant("table"),
  query,
  columns: list(tableColumn, "a list of columns"),
  totals,
  limit,
});

const pivot = object(titleOf("pivot"), {
  ...base,
  kind: constant("pivot"),
  query,
  rows: list(channel, "a list of columns"),
  columns: channel,
  value: tableColumn,
  totals,
});

/** Empty lines separate its paragraphs. */
const textVisual = object(titleOf("text"), { ...base, kind: constant("text"), text });

export const visual = tagged("kind", "a visual with name, title and kind", [
  kpi,
  ...chartKinds.map(chart),
  combo,
  table,
  pivot,
  textVisual,
]);

export type FieldName = Of<typeof field>;
export type Channel = Of<typeof channel>;
export type TableColumn = Of<typeof tableColumn>;
export type Encoding = Of<typeof encoding>;
export type Kpi = Of<typeof kpi>;
export type Chart = Of<ReturnType<typeof chart>>;
export type Combo = Of<typeof combo>;
export type Table = Of<typeof table>;
export type Pivot = Of<typeof pivot>;
export type Text = Of<typeof textVisual>;
export type AskingVisual = Kpi | Chart | Combo | Table | Pivot;
export type Visual = AskingVisual | Text;
