/** A dashboard with a visual of each kind, for tests of its QuickSight definition. */
import type { QueryRelation } from "../../../../../model/dashboards/checked.ts";
import type { Dashboard } from "../../../../../model/dashboards/definition.ts";
import type { Channel, Visual } from "../../../../../model/dashboards/visual-schema.ts";
import { compileDashboard, type CompiledDashboard } from "../../../../../model/dashboards/quicksight/compile.ts";
import type { Plain, PlainObject } from "../../../../../model/dashboards/quicksight/normal-form.ts";
import { dashboardOf, sales } from "../files.ts";

const base = { title: "V", query: "sales" } as const;
const x: Channel = { field: "day", timeUnit: "yearmonth" };
const y: Channel = { field: "amount", aggregate: "sum", format: "$,.0f" };

export const everyKind: readonly Visual[] = [
  { ...base, name: "a-kpi", kind: "kpi", value: y, time: x, comparison: { offset: 1, title: "before" } },
  { ...base, name: "a-line", kind: "line", encoding: { x, y, color: { field: "shop" } } },
  { ...base, name: "an-area", kind: "area", encoding: { x, y, color: { field: "shop" } } },
  { ...base, name: "a-bar", kind: "bar", limit: 10, encoding: { y: { field: "shop", sort: "-x" }, x: y } },
  {
    ...base,
    name: "a-combo",
    kind: "combo",
    scale: "independent",
    encoding: { x },
    layers: [
      { mark: "bar", y },
      { mark: "line", y: { aggregate: "count" } },
    ],
  },
  {
    ...base,
    name: "a-table",
    kind: "table",
    totals: true,
    columns: [
      { field: "shop", title: "Shop" },
      {
        field: "amount",
        aggregate: "ratio",
        over: "items",
        format: ".1%",
        sort: "descending",
        highlight: [
          { above: 2, as: "good" },
          { below: 1, as: "bad" },
        ],
      },
    ],
  },
  {
    ...base,
    name: "a-pivot",
    kind: "pivot",
    totals: true,
    rows: [{ field: "shop" }],
    columns: x,
    value: { ...y, highlight: [{ above: 5, as: "warning" }] },
  },
  { ...base, name: "a-heat-map", kind: "heat map", encoding: { x, y: { field: "shop" }, color: y } },
  { ...base, name: "a-scatter", kind: "scatter", encoding: { x: { field: "items" }, y: { field: "amount" } } },
  { ...base, name: "a-histogram", kind: "histogram", encoding: { x: { field: "items", bin: { step: 5 } } } },
  { ...base, name: "a-box", kind: "box", encoding: { x: { field: "shop" }, y: { field: "items" } } },
  {
    ...base,
    name: "a-map",
    kind: "map",
    basemap: "usa",
    encoding: { latitude: { field: "lat" }, longitude: { field: "lon" }, size: { aggregate: "count" } },
  },
  { ...base, name: "a-waterfall", kind: "waterfall", encoding: { x: { field: "shop" }, y } },
  { name: "a-text", kind: "text", title: "About <us>", text: "One\nparagraph.\n\nAnother & last." },
];

/** With columns whose types only Athena knows. */
export const relation: QueryRelation = {
  ...sales,
  columns: [
    ...sales.columns,
    { name: "lat", classification: "internal" },
    { name: "lon", classification: "internal" },
    { name: "hour", classification: "internal" },
    { name: "note", classification: "personal" },
  ],
};

export const compiled = (changes: Partial<Dashboard> = {}, of: QueryRelation = relation): CompiledDashboard => {
  const dashboard = dashboardOf(changes);
  return compileDashboard(dashboard, new Map(dashboard.queries.map(({ name }) => [name, of])));
};

export const withVisuals = (visuals: readonly Visual[], changes: Partial<Dashboard> = {}): CompiledDashboard =>
  compiled({ pages: [{ name: "main", title: "Main", visuals }], ...changes });

export const arnOf = (query: string): string => `arn:aws:quicksight:us-east-1:123456789012:dataset/${query}`;

/** The value at a path of keys and indexes. */
export const at = (value: Plain | undefined, ...path: readonly (string | number)[]): Plain | undefined =>
  path.reduce<Plain | undefined>((found, step) => (found as Record<string | number, Plain> | undefined)?.[step], value);

/** A visual of the first page, as `[the API's name of its kind, its definition]`. */
export const visualNamed = (dashboard: CompiledDashboard, name: string): readonly [string, PlainObject] => {
  const visuals = (at(dashboard.definition(arnOf), "Sheets", 0, "Visuals") ?? []) as readonly PlainObject[];
  const found = visuals.map((one) => Object.entries(one)[0]).find((one) => at(one?.[1], "VisualId") === name);
  if (found === undefined) throw new Error(`no visual ${name}`);
  return found as readonly [string, PlainObject];
};
