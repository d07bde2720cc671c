/** A dashboard for tests, and the relation that its query returns. */
import { stringify } from "yaml";
import { checkDashboards } from "../../../../model/dashboards/check.ts";
import type { CheckedDashboard, QueryRelation } from "../../../../model/dashboards/checked.ts";
import type { Dashboard, Query } from "../../../../model/dashboards/definition.ts";
import type { Visual } from "../../../../model/dashboards/visual-schema.ts";
import { readDashboard } from "../../../../model/dashboards/read.ts";

export const sales: QueryRelation = {
  reads: ["shop_curated.sales"],
  columns: [
    { name: "day", type: "date", classification: "internal" },
    { name: "shop", type: "string", classification: "internal" },
    { name: "amount", type: "decimal(12,2)", classification: "confidential" },
    { name: "items", type: "bigint", classification: "internal" },
  ],
  needed: [],
};

export const bar: Visual = {
  name: "by-shop",
  kind: "bar",
  title: "By shop",
  query: "sales",
  encoding: { x: { field: "shop" }, y: { field: "amount", aggregate: "sum" } },
};

export const dashboardOf = (changes: Partial<Dashboard> = {}): Dashboard => ({
  name: "shops",
  title: "Shops",
  description: "What shops sell.",
  owner: "sales",
  audience: ["analyst"],
  parameters: [
    { name: "period", kind: "date range", title: "Period" },
    { name: "shop", kind: "multi select", title: "Shop", options: { query: "sales", value: "shop" } },
    { name: "word", kind: "text", title: "Word" },
    {
      name: "measure",
      kind: "column",
      title: "Measure",
      default: "amount",
      values: [{ value: "amount" }, { value: "items" }],
    },
  ],
  queries: [{ name: "sales", reads: "shop_curated.sales", filters: { day: "period" } }],
  pages: [{ name: "main", title: "Main", visuals: [bar] }],
  ...changes,
});

export const withVisual = (visual: Visual): Dashboard =>
  dashboardOf({ pages: [{ name: "main", title: "Main", visuals: [visual] }] });

export const checked = (
  dashboards: readonly (Dashboard | string)[],
  relationOf: (file: string, query: Query) => QueryRelation | undefined = () => sales,
): readonly CheckedDashboard[] => {
  const files = dashboards.map((one) =>
    typeof one === "string"
      ? readDashboard("dashboards/text.yaml", one)
      : readDashboard(`dashboards/${one.name}.yaml`, stringify(one)),
  );
  return checkDashboards(files, relationOf);
};
