/**
 * Types of a data set's columns, by how dashboards use them. Contracts and models state a column's type, but only
 * Athena knows a view's: if it isn't stated, it follows from its use, and the data set casts to it. Pure.
 */
import type { ColumnType } from "../../documents/contract-bundle.ts";
import type { QueryRelation } from "../checked.ts";
import { visualsOf, type Dashboard, type Query } from "../definition.ts";
import type { Channel } from "../visual-schema.ts";
import { channelsOf, fieldsOf, isAsking, parameterNamed, type Wanted } from "../kinds.ts";
import { isMeasureOf } from "./axes.ts";

/** The QuickSight types that dashboards need. */
export type DataSetType = "STRING" | "INTEGER" | "DECIMAL" | "DATETIME";

type Demand = "fraction" | "number" | "time";

const demandOf = (channel: Channel, wanted: Wanted, isMeasure: boolean): Demand | undefined => {
  const { aggregate, timeUnit, bin, type, format } = channel;
  if (aggregate === "count" || aggregate === "distinct") return undefined;
  if (aggregate === "ratio") return "fraction";
  if (aggregate === "sum" || aggregate === "mean" || aggregate === "median" || bin !== undefined) return "number";
  if (timeUnit !== undefined || wanted === "time" || type === "temporal") return "time";
  if (type === "nominal" || type === "ordinal") return undefined;
  if (format?.startsWith("%") === true) return "time";
  const isNumber = wanted === "number" || wanted === "measure" || isMeasure || type === "quantitative";
  return isNumber || aggregate !== undefined || format !== undefined || "highlight" in channel ? "number" : undefined;
};

const stated = (type: ColumnType, demands: ReadonlySet<Demand>): DataSetType => {
  if (type === "date" || type === "timestamp") return "DATETIME";
  if (type === "int" || type === "bigint") return demands.has("fraction") ? "DECIMAL" : "INTEGER";
  return type === "string" || type === "boolean" ? "STRING" : "DECIMAL";
};

const byUse = (demands: ReadonlySet<Demand>): DataSetType => {
  if (demands.has("time")) return "DATETIME";
  return demands.size > 0 ? "DECIMAL" : "STRING";
};

/** Columns that a parameter chooses among share one type, because QuickSight's `switch` needs one. */
const unified = (types: readonly DataSetType[]): DataSetType => {
  if (new Set(types).size <= 1) return types[0] ?? "STRING";
  return types.every((type) => type === "INTEGER" || type === "DECIMAL") ? "DECIMAL" : "STRING";
};

const demandsIn = (dashboard: Dashboard, query: Query): ReadonlyMap<string, ReadonlySet<Demand>> => {
  const demands = new Map<string, Set<Demand>>();
  const add = (column: string, demand: Demand | undefined): void => {
    const all = demands.get(column) ?? new Set();
    if (demand !== undefined) all.add(demand);
    demands.set(column, all);
  };
  for (const visual of visualsOf(dashboard)) {
    if (!isAsking(visual) || visual.query !== query.name) continue;
    for (const { path, channel, wanted } of channelsOf(visual)) {
      const demand = demandOf(channel, wanted, isMeasureOf(visual, path));
      for (const column of fieldsOf(dashboard, channel.field)) add(column, demand);
      if (channel.over !== undefined) add(channel.over, "fraction");
    }
  }
  for (const [column, name] of Object.entries(query.filters ?? {})) {
    add(column, parameterNamed(dashboard, name)?.kind === "date range" ? "time" : undefined);
  }
  return demands;
};

/** Types of all columns of a query that the dashboard's visuals and filters use. */
export const columnTypes = (
  dashboard: Dashboard,
  query: Query,
  relation: QueryRelation | undefined,
): ReadonlyMap<string, DataSetType> => {
  const known = new Map(relation?.columns.map(({ name, type }) => [name, type]));
  const types = new Map(
    [...demandsIn(dashboard, query)].map(([column, demands]) => {
      const type = known.get(column);
      return [column, type === undefined ? byUse(demands) : stated(type, demands)] as const;
    }),
  );
  for (const parameter of dashboard.parameters ?? []) {
    if (parameter.kind !== "column") continue;
    const used = parameter.values.flatMap(({ value }) => types.get(value) ?? []);
    for (const { value } of parameter.values) if (types.has(value)) types.set(value, unified(used));
  }
  return types;
};
