/** JSON Schema of `dashboards/<name>.yaml`; `title` says what is allowed. */
import { personas } from "../governance/principals.ts";
import {
  aggregates,
  channelNames,
  chartKinds,
  highlights,
  intervals,
  measureTypes,
  sorts,
  timeUnits,
  type ChartKind,
} from "./definition.ts";
import { kebab, object, text, wholeNumber } from "../validation/schema.ts";

const oneOf = (values: readonly (string | boolean | number)[]) => ({
  enum: values,
  title: `one of ${values.join(", ")}`,
});
const snake = { type: "string", pattern: "^[a-z][a-z0-9_]{0,62}$", title: "a name in lower snake case" } as const;
const relation = {
  type: "string",
  pattern: "^[a-z][a-z0-9_]*\\.[a-z][a-z0-9_]*$",
  title: "<database>.<name> in lower snake case",
} as const;
const day = { type: "string", format: "date", title: "a day such as 2026-03-01" } as const;
const list = (items: object, title: string) => ({ type: "array", minItems: 1, items, title });

const field = {
  title: "a column, or {parameter: <name>}",
  type: ["string", "object"],
  pattern: snake.pattern,
  properties: { parameter: snake },
  required: ["parameter"],
  additionalProperties: false,
} as const;

const channelProperties = {
  field,
  aggregate: oneOf(aggregates),
  over: snake,
  timeUnit: oneOf(timeUnits),
  bin: object("a map with step", { step: { type: "number", exclusiveMinimum: 0, title: "a number above 0" } }, [
    "step",
  ]),
  type: oneOf(measureTypes),
  title: text,
  // What d3-format or d3-time-format reads
  format: {
    type: "string",
    pattern: "^(%.*|(.?[<>=^])?[-+( ]?[$#]?0?\\d*,?(\\.\\d+)?~?[bcdefgnoprsXx%]?)$",
    title: "a format of d3 such as $,.0f, .1% or %d %b",
  },
  sort: oneOf(sorts),
  stack: oneOf(["zero", "normalize", false]),
};
const channel = { ...object("a channel", channelProperties, []), minProperties: 1 };
const tableColumn = {
  ...object(
    "a column",
    {
      ...channelProperties,
      highlight: list(
        object(
          "a map with above or below, and as",
          {
            above: { type: "number", title: "a number" },
            below: { type: "number", title: "a number" },
            as: oneOf(highlights),
          },
          ["as"],
        ),
        "a list of conditions",
      ),
    },
    [],
  ),
  minProperties: 1,
};

const encoding = object("an encoding", Object.fromEntries(channelNames.map((name) => [name, channel])), []);

const visualBase = {
  name: kebab,
  title: text,
  description: text,
  span: wholeNumber(1, 12),
  link: object("a map with dashboard and page", { dashboard: kebab, page: kebab }, ["dashboard"]),
};
const visual = (kind: string, properties: object, required: readonly string[]) =>
  object(`a visual of the kind ${kind}`, { ...visualBase, kind: { const: kind, title: kind }, ...properties }, [
    ...["name", "kind", "title"],
    ...required,
  ]);
const limit = wholeNumber(1, 5000);

const chartProperties: Readonly<Partial<Record<ChartKind, object>>> = {
  map: { basemap: oneOf(["world", "usa"]) },
  line: {
    forecast: object("a map with periods and interval", { periods: wholeNumber(1, 60), interval: oneOf(intervals) }, [
      "periods",
    ]),
  },
};

const chart = (kind: ChartKind) =>
  visual(kind, { query: kebab, encoding, limit, ...chartProperties[kind] }, ["query", "encoding"]);

const visuals = [
  visual(
    "kpi",
    {
      query: kebab,
      value: channel,
      time: channel,
      comparison: object(
        "a map with offset, title and better",
        { offset: wholeNumber(1, 1000), title: text, better: oneOf(["higher", "lower"]) },
        ["offset", "title"],
      ),
    },
    ["query", "value"],
  ),
  ...chartKinds.map(chart),
  visual(
    "combo",
    {
      query: kebab,
      encoding,
      layers: {
        ...list(
          object("a layer", { mark: oneOf(["bar", "line", "area", "point"]), y: channel }, ["mark", "y"]),
          "a list of at least two layers",
        ),
        minItems: 2,
      },
      scale: oneOf(["shared", "independent"]),
    },
    ["query", "encoding", "layers"],
  ),
  visual(
    "table",
    {
      query: kebab,
      columns: list(tableColumn, "a list of columns"),
      totals: { type: "boolean", title: "true or false" },
      limit,
    },
    ["query", "columns"],
  ),
  visual(
    "pivot",
    {
      query: kebab,
      rows: list(channel, "a list of columns"),
      columns: channel,
      value: tableColumn,
      totals: { type: "boolean", title: "true or false" },
    },
    ["query", "rows", "columns", "value"],
  ),
  visual("text", { text }, ["text"]),
];

/** By `kind`; another kind is one problem, not one per kind. */
const ofKind = (title: string, kinds: readonly object[]) => ({
  type: "object",
  title,
  discriminator: { propertyName: "kind" },
  required: ["kind"],
  oneOf: kinds,
});

const choice = object("a map with value and label", { value: text, label: text }, ["value"]);
const options = object(
  "options",
  { values: list(choice, "a list of {value, label}"), query: kebab, value: snake, label: snake },
  [],
);
const parameter = (kind: string, properties: object, required: readonly string[]) =>
  object(
    `a parameter of the kind ${kind}`,
    { name: snake, title: text, kind: { const: kind, title: kind }, ...properties },
    ["name", "title", "kind", ...required],
  );
const parameters = [
  parameter("date range", { default: object("a map with from and to", { from: day, to: day }, []) }, []),
  parameter("select", { options, default: text }, ["options"]),
  parameter("multi select", { options, default: list(text, "a list of values") }, ["options"]),
  parameter("text", { default: text }, []),
  parameter(
    "column",
    {
      values: list(
        object("a map with value and label", { value: snake, label: text }, ["value"]),
        "a list of {value, label}",
      ),
      default: snake,
    },
    ["values", "default"],
  ),
];

export const dashboardSchema = object(
  "a dashboard",
  {
    name: kebab,
    title: text,
    description: text,
    owner: text,
    audience: { ...list(oneOf(personas), "a list of personas"), uniqueItems: true },
    parameters: list(ofKind("a parameter with name, title and kind", parameters), "a list of parameters"),
    queries: list(
      object(
        "a query",
        {
          name: kebab,
          reads: relation,
          sql: text,
          filters: {
            type: "object",
            title: "a map from columns to parameters",
            propertyNames: snake,
            additionalProperties: snake,
          },
        },
        ["name"],
      ),
      "a list of queries",
    ),
    pages: list(
      object(
        "a page",
        {
          name: kebab,
          title: text,
          visuals: list(ofKind("a visual with name, title and kind", visuals), "a list of visuals"),
        },
        ["name", "title", "visuals"],
      ),
      "a list of pages",
    ),
  },
  ["name", "title", "description", "owner", "audience", "queries", "pages"],
);
