/** What `dashboards/<name>.yaml` says, as the schema beside it lets it through. Marks and channels are Vega-Lite's. */
import type { Persona } from "../governance/principals.ts";

export const aggregates = ["count", "sum", "mean", "median", "min", "max", "distinct", "ratio"] as const;
export type Aggregate = (typeof aggregates)[number];

export const timeUnits = ["year", "yearquarter", "yearmonth", "yearweek", "yearmonthdate"] as const;
export type TimeUnit = (typeof timeUnits)[number];

export const measureTypes = ["quantitative", "temporal", "ordinal", "nominal"] as const;
/** Vega-Lite's type of a channel. */
export type MeasureType = (typeof measureTypes)[number];

export const sorts = ["ascending", "descending", "x", "-x", "y", "-y"] as const;

/** A column, or the one that a parameter of the kind `column` names. */
export type FieldName = string | { readonly parameter: string };

export interface Channel {
  /** Absent only of `aggregate: count`. */
  readonly field?: FieldName;
  readonly aggregate?: Aggregate;
  /** Column whose sum the field's sum is divided by; of `aggregate: ratio` alone. */
  readonly over?: string;
  readonly timeUnit?: TimeUnit;
  readonly bin?: { readonly step: number };
  readonly type?: MeasureType;
  readonly title?: string;
  /** d3-format of numbers, d3-time-format of dates. */
  readonly format?: string;
  readonly sort?: (typeof sorts)[number];
  readonly stack?: "zero" | "normalize" | false;
}

export const channelNames = [
  "x",
  "y",
  "color",
  "xOffset",
  "yOffset",
  "size",
  "latitude",
  "longitude",
  "detail",
] as const;
export type ChannelName = (typeof channelNames)[number];
export type Encoding = Readonly<Partial<Record<ChannelName, Channel>>>;

export const chartKinds = [
  "line",
  "area",
  "bar",
  "heat map",
  "scatter",
  "histogram",
  "box",
  "map",
  "waterfall",
] as const;
export type ChartKind = (typeof chartKinds)[number];

interface VisualBase {
  readonly name: string;
  readonly title: string;
  readonly description?: string;
  /** Columns of twelve that it takes on a wide screen. */
  readonly span?: number;
  /** Where its title leads to. */
  readonly link?: { readonly dashboard: string; readonly page?: string };
}

interface Asking extends VisualBase {
  readonly query: string;
}

export interface Kpi extends Asking {
  readonly kind: "kpi";
  readonly value: Channel;
  /** Makes it the value of the latest of these units, with a sparkline of all. */
  readonly time?: Channel;
  /** The same value so many units before the latest. */
  readonly comparison?: { readonly offset: number; readonly title: string; readonly better?: "higher" | "lower" };
}

/** Percent of the days that a forecast's band is meant to hold. */
export const intervals = [80, 90, 95] as const;
export type Interval = (typeof intervals)[number];

export interface Chart extends Asking {
  readonly kind: ChartKind;
  readonly encoding: Encoding;
  /** The first so many, by the order that `sort` states. */
  readonly limit?: number;
  readonly basemap?: "world" | "usa";
  /** Of a line of days: what the next ones are expected to bring, and how far off that may be. */
  readonly forecast?: { readonly periods: number; readonly interval?: Interval };
}

export interface Combo extends Asking {
  readonly kind: "combo";
  readonly encoding: Encoding;
  readonly layers: readonly { readonly mark: "bar" | "line" | "area" | "point"; readonly y: Channel }[];
  /** Whether the layers share their y axis. */
  readonly scale?: "shared" | "independent";
}

export const highlights = ["good", "warning", "bad"] as const;

export interface TableColumn extends Channel {
  readonly highlight?: readonly {
    readonly above?: number;
    readonly below?: number;
    readonly as: (typeof highlights)[number];
  }[];
}

export interface Table extends Asking {
  readonly kind: "table";
  readonly columns: readonly TableColumn[];
  readonly totals?: boolean;
  readonly limit?: number;
}

export interface Pivot extends Asking {
  readonly kind: "pivot";
  readonly rows: readonly Channel[];
  readonly columns: Channel;
  readonly value: TableColumn;
  readonly totals?: boolean;
}

export interface Text extends VisualBase {
  readonly kind: "text";
  /** Paragraphs, parted by empty lines. */
  readonly text: string;
}

export type AskingVisual = Kpi | Chart | Combo | Table | Pivot;
export type Visual = AskingVisual | Text;

export interface Options {
  /** What may be chosen, or where it is asked for. */
  readonly values?: readonly { readonly value: string; readonly label?: string }[];
  readonly query?: string;
  readonly value?: string;
  readonly label?: string;
}

interface ParameterBase {
  /** As in the address bar. */
  readonly name: string;
  readonly title: string;
}

export type Parameter =
  | (ParameterBase & {
      readonly kind: "date range";
      readonly default?: { readonly from?: string; readonly to?: string };
    })
  | (ParameterBase & { readonly kind: "select"; readonly options: Options; readonly default?: string })
  | (ParameterBase & { readonly kind: "multi select"; readonly options: Options; readonly default?: readonly string[] })
  | (ParameterBase & { readonly kind: "text"; readonly default?: string })
  | (ParameterBase & {
      /** Which column a channel shows. */
      readonly kind: "column";
      readonly values: readonly { readonly value: string; readonly label?: string }[];
      readonly default: string;
    });

export interface Query {
  readonly name: string;
  /** A model or view. */
  readonly reads?: string;
  /** Or a SELECT over them, in Athena's SQL. */
  readonly sql?: string;
  /** Parameters by the column that they filter. */
  readonly filters?: Readonly<Record<string, string>>;
}

export interface Page {
  readonly name: string;
  readonly title: string;
  readonly visuals: readonly Visual[];
}

export interface Dashboard {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly owner: string;
  readonly audience: readonly Persona[];
  readonly parameters?: readonly Parameter[];
  readonly queries: readonly Query[];
  readonly pages: readonly Page[];
}

/** Visuals of all pages; their names are unique over the dashboard. */
export const visualsOf = ({ pages }: Pick<Dashboard, "pages">): readonly Visual[] =>
  pages.flatMap(({ visuals }) => visuals);
