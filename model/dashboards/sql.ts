/**
 * Visuals as Athena statements, which aggregate: a browser never gets the rows behind a mark. Pure.
 *
 * Column names are those that the check has found in the query's relation, or that a parameter lists. Values from the
 * address bar are compared with columns as literals and appear nowhere else in a statement.
 */
import type { Dashboard, Options, Query } from "./definition.ts";
import type { TimeUnit } from "./terms.ts";
import type { AskingVisual, Channel, FieldName } from "./visual-schema.ts";
import { channelsOf } from "./kinds.ts";
import type { Value, Values } from "./parameters.ts";

/** Maximum rows of a visual; nobody would read more, and the browser would stall. */
export const mostRows = 5000;

export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;
/** Trino's literals have a single escape: a quote is doubled. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const dayAfter = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);

const conditions = (column: string, value: Value | undefined): readonly string[] => {
  const name = `q.${identifier(column)}`;
  const asText = `CAST(${name} AS varchar)`;
  switch (value?.kind) {
    case "date range":
      return [
        ...(value.from === undefined ? [] : [`${name} >= DATE ${literal(value.from)}`]),
        // Correct for dates and for instants on the last day
        ...(value.to === undefined ? [] : [`${name} < DATE ${literal(dayAfter(value.to))}`]),
      ];
    case "select":
      return value.value === undefined ? [] : [`${asText} = ${literal(value.value)}`];
    case "multi select":
      return value.values.length === 0 ? [] : [`${asText} IN (${value.values.map(literal).join(", ")})`];
    case "text":
      return value.value === undefined ? [] : [`strpos(lower(${asText}), lower(${literal(value.value)})) > 0`];
    case "column":
    case undefined:
      return [];
  }
};

export const fromClause = ({ reads, sql = "" }: Query): string => {
  if (reads !== undefined) return `FROM ${reads.split(".").map(identifier).join(".")} AS q`;
  return `FROM (\n${sql.trim().replace(/;$/, "")}\n) AS q`;
};

const whereClause = ({ filters = {} }: Query, values: Values): readonly string[] => {
  const all = Object.entries(filters).flatMap(([column, parameter]) => conditions(column, values.get(parameter)));
  return all.length === 0 ? [] : [`WHERE ${all.join("\n  AND ")}`];
};

/** The column that a channel shows now. */
export const columnOf = (field: FieldName | undefined, values: Values): string | undefined => {
  if (typeof field !== "object") return field;
  const value = values.get(field.parameter);
  return value?.kind === "column" ? value.value : undefined;
};

export const truncations: Readonly<Record<TimeUnit, string>> = {
  year: "year",
  yearquarter: "quarter",
  yearmonth: "month",
  yearweek: "week",
  yearmonthdate: "day",
};

/** Name of a channel's column in the result. */
export const answerName = ({ field, aggregate, timeUnit, bin }: Channel, values: Values): string => {
  const column = columnOf(field, values);
  const what = aggregate ?? timeUnit ?? (bin && "bin");
  return [what, column].filter((part) => part !== undefined).join("_");
};

const expression = (channel: Channel, values: Values): string => {
  const { field, aggregate, timeUnit, bin } = channel;
  const column = columnOf(field, values);
  const name = column === undefined ? undefined : `q.${identifier(column)}`;
  switch (aggregate) {
    case "count":
      return name === undefined ? "count(*)" : `count(${name})`;
    case "distinct":
      return `count(DISTINCT ${name ?? ""})`;
    case "mean":
      return `avg(CAST(${name ?? ""} AS double))`;
    case "median":
      return `approx_percentile(CAST(${name ?? ""} AS double), 0.5)`;
    case "ratio":
      return `CAST(sum(${name ?? ""}) AS double) / nullif(CAST(sum(q.${identifier(channel.over ?? "")}) AS double), 0)`;
    case "sum":
    case "min":
    case "max":
      return `${aggregate}(${name ?? ""})`;
    case undefined:
  }
  if (timeUnit !== undefined) return `date_trunc('${truncations[timeUnit]}', ${name ?? ""})`;
  if (bin === undefined) return name ?? "";
  const step = bin.step.toString();
  return `floor(CAST(${name ?? ""} AS double) / ${step}) * ${step}`;
};

export interface Item {
  readonly name: string;
  readonly sql: string;
  readonly isAggregate: boolean;
  readonly channel: Channel;
}

const itemOf =
  (values: Values) =>
  (channel: Channel): Item => ({
    name: answerName(channel, values),
    sql: expression(channel, values),
    isAggregate: channel.aggregate !== undefined,
    channel,
  });

const boxParts = [
  ["lowest", 0.05],
  ["lower_quartile", 0.25],
  ["median", 0.5],
  ["upper_quartile", 0.75],
  ["highest", 0.95],
] as const;

const channelItems = (visual: AskingVisual, values: Values): readonly Item[] => {
  const channels = channelsOf(visual).map(({ channel }) => channel);
  if (visual.kind === "histogram") return [...channels, { aggregate: "count" } as const].map(itemOf(values));
  if (visual.kind !== "box") return channels.map(itemOf(values));
  const { x = {}, y = {} } = visual.encoding;
  const column = `q.${identifier(columnOf(y.field, values) ?? "")}`;
  return [
    itemOf(values)(x),
    ...boxParts.map(([name, share]) => ({
      name,
      sql: `approx_percentile(CAST(${column} AS double), ${share})`,
      isAggregate: true,
      channel: y,
    })),
  ];
};

/** Columns of the result: each once, even if two channels show it. */
export const itemsOf = (visual: AskingVisual, values: Values): readonly Item[] => {
  const all = channelItems(visual, values);
  return all.filter(({ name }, index) => all.findIndex((other) => other.name === name) === index);
};

/** `-y` on a channel orders by channel y, descending. */
const orderOf = (visual: AskingVisual, items: readonly Item[], values: Values): readonly string[] => {
  const position = (channel: Channel): number =>
    items.findIndex(({ name }) => name === answerName(channel, values)) + 1;
  const by = channelsOf(visual).flatMap(({ channel }): readonly string[] => {
    const { sort } = channel;
    if (sort === undefined) return [];
    if (sort === "ascending" || sort === "descending") {
      return [`${position(channel)} ${sort === "descending" ? "DESC NULLS LAST" : "ASC"}`];
    }
    const axis = sort.replace("-", "");
    const other = "encoding" in visual ? visual.encoding[axis as "x" | "y"] : undefined;
    return other === undefined ? [] : [`${position(other)} ${sort.startsWith("-") ? "DESC NULLS LAST" : "ASC"}`];
  });
  // The other columns break ties, so that the same rows come first every time
  const rest = items.map((_item, index) => (index + 1).toString());
  return [...by, ...rest.filter((one) => !by.some((stated) => stated.split(" ")[0] === one))];
};

/** Which groups a totals row sums over: one bit per group, the first group's bit highest. */
export const totalsColumn = "totals_over";

/** Grouping sets of totals: the grand total, and for a pivot also per row and per column. Names of groups. */
const totalSets = (visual: AskingVisual, groups: readonly string[]): readonly (readonly string[])[] => {
  if (!("totals" in visual) || !visual.totals || groups.length === 0) return [];
  if (visual.kind === "table") return [groups, []];
  const [rows, columns] = [groups.slice(0, -1), groups.slice(-1)];
  return [groups, rows, columns, []];
};

/** Trino's grouping sets take names, not expressions: a subquery names them. */
const withTotals = (
  visual: AskingVisual,
  items: readonly Item[],
  { from, where, limit }: { readonly from: string; readonly where: readonly string[]; readonly limit: number },
  values: Values,
): string | undefined => {
  const groups = items.filter(({ isAggregate }) => !isAggregate);
  const nameOf = (item: Item): string => `group_${groups.indexOf(item) + 1}`;
  const sets = totalSets(visual, groups.map(nameOf));
  if (sets.length === 0 || groups.length === items.length) return undefined;
  const outer = items.map((item) => `${item.isAggregate ? item.sql : nameOf(item)} AS ${identifier(item.name)}`);
  return [
    `SELECT\n  ${[...outer, `grouping(${groups.map(nameOf).join(", ")}) AS ${totalsColumn}`].join(",\n  ")}`,
    `FROM (\nSELECT ${["q.*", ...groups.map((item) => `${item.sql} AS ${nameOf(item)}`)].join(", ")}`,
    from,
    ...where,
    ") AS q",
    `GROUP BY GROUPING SETS (${sets.map((set) => `(${set.join(", ")})`).join(", ")})`,
    // Totals come first, so that no limit cuts them off
    `ORDER BY ${[`${totalsColumn} DESC`, ...orderOf(visual, items, values)].join(", ")}`,
    `LIMIT ${limit + (visual.kind === "table" ? 1 : 0)}`,
  ].join("\n");
};

/**
 * The statement for a visual; without a limit of its own it fetches one row more than is shown, which reveals that
 * there are more.
 */
export const statementOf = (dashboard: Dashboard, visual: AskingVisual, values: Values): string => {
  const query = dashboard.queries.find(({ name }) => name === visual.query);
  if (query === undefined) throw new Error(`query ${visual.query} does not exist: the dashboard was not checked`);
  const items = itemsOf(visual, values);
  const [from, where] = [fromClause(query), whereClause(query, values)];
  const limit = ("limit" in visual ? visual.limit : undefined) ?? mostRows + 1;
  const totalled = withTotals(visual, items, { from, where, limit }, values);
  if (totalled !== undefined) return totalled;
  const groups = items.flatMap(({ isAggregate }, index) => (isAggregate ? [] : [(index + 1).toString()]));
  const isGrouped = groups.length > 0 && groups.length < items.length;
  return [
    `SELECT\n  ${items.map(({ sql, name }) => `${sql} AS ${identifier(name)}`).join(",\n  ")}`,
    from,
    ...where,
    ...(isGrouped ? [`GROUP BY ${groups.join(", ")}`] : []),
    `ORDER BY ${orderOf(visual, items, values).join(", ")}`,
    `LIMIT ${limit}`,
  ].join("\n");
};

/** The statement for a parameter's options; two columns, value and label. */
export const optionsStatement = (dashboard: Dashboard, options: Options, values: Values): string => {
  const query = dashboard.queries.find(({ name }) => name === options.query);
  if (query === undefined)
    throw new Error(`query ${options.query ?? ""} does not exist: the dashboard was not checked`);
  const value = `q.${identifier(options.value ?? "")}`;
  const label = `q.${identifier(options.label ?? options.value ?? "")}`;
  return [
    `SELECT\n  CAST(${value} AS varchar) AS value,\n  max(CAST(${label} AS varchar)) AS label`,
    fromClause(query),
    [
      ...whereClause(query, values),
      `${whereClause(query, values).length > 0 ? "  AND" : "WHERE"} ${value} IS NOT NULL`,
    ].join("\n"),
    "GROUP BY 1\nORDER BY 2, 1",
    `LIMIT ${mostRows}`,
  ].join("\n");
};

/** Parameters on which a visual's result depends. */
export const parametersOf = ({ queries }: Dashboard, visual: AskingVisual): readonly string[] => {
  const filters = Object.values(queries.find(({ name }) => name === visual.query)?.filters ?? {});
  const columns = channelsOf(visual).flatMap(({ channel: { field } }) =>
    typeof field === "object" ? [field.parameter] : [],
  );
  return [...new Set([...filters, ...columns])].sort();
};
