/** The format of `dashboards/<name>.yaml`; each `title` says what is allowed. */
import { personas } from "../governance/principals.ts";
import {
  constant,
  day,
  kebab,
  list,
  map,
  object,
  oneOf,
  optional,
  relation,
  snake,
  tagged,
  text,
  type Of,
} from "../validation/schema.ts";
import { visual, type Visual } from "./visual-schema.ts";

const choices = <Value extends typeof text>(value: Value) =>
  list(object("a map with value and label", { value, label: optional(text) }), "a list of {value, label}");

/** Fixed options, or the query that returns them. */
const options = object("options", {
  values: optional(choices(text)),
  query: optional(kebab),
  value: optional(snake),
  label: optional(snake),
});

const titleOf = (kind: string) => `a parameter of the kind ${kind}`;
/** The name appears in the address bar. */
const base = { name: snake, title: text };

const parameter = tagged("kind", "a parameter with name, title and kind", [
  object(titleOf("date range"), {
    ...base,
    kind: constant("date range"),
    default: optional(object("a map with from and to", { from: optional(day), to: optional(day) })),
  }),
  object(titleOf("select"), { ...base, kind: constant("select"), options, default: optional(text) }),
  object(titleOf("multi select"), {
    ...base,
    kind: constant("multi select"),
    options,
    default: optional(list(text, "a list of values")),
  }),
  object(titleOf("text"), { ...base, kind: constant("text"), default: optional(text) }),
  /** Selects the column that a channel shows. */
  object(titleOf("column"), { ...base, kind: constant("column"), values: choices(snake), default: snake }),
]);

const query = object("a query", {
  name: kebab,
  /** A model or view. */
  reads: optional(relation),
  /** Alternatively, a SELECT over them, in Athena's SQL. */
  sql: optional(text),
  /** Parameters by the column that they filter. */
  filters: optional(map("a map from columns to parameters", snake, snake)),
});

const page = object("a page", { name: kebab, title: text, visuals: list(visual, "a list of visuals") });

export const dashboardSchema = object("a dashboard", {
  name: kebab,
  title: text,
  description: text,
  owner: text,
  audience: list(oneOf(personas), "a list of personas", { minItems: 1, uniqueItems: true }),
  parameters: optional(list(parameter, "a list of parameters")),
  queries: list(query, "a list of queries"),
  pages: list(page, "a list of pages"),
});

export type Options = Of<typeof options>;
export type Parameter = Of<typeof parameter>;
export type Query = Of<typeof query>;
export type Page = Of<typeof page>;
export type Dashboard = Of<typeof dashboardSchema>;

/** Visuals of all pages; names are unique within the dashboard. */
export const visualsOf = ({ pages }: Pick<Dashboard, "pages">): readonly Visual[] =>
  pages.flatMap(({ visuals }) => visuals);
