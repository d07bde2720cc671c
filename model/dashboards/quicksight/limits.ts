/** QuickSight's limits for one dashboard. Pure. */
import type { Dashboard } from "../definition.ts";
import type { Note } from "./compiling.ts";
import type { CompiledDataSet } from "./data-set.ts";

/**
 * https://docs.aws.amazon.com/quicksight/latest/APIReference/API_DashboardVersionDefinition.html and its member types
 */
const limits = {
  sheets: 20,
  visuals: 50,
  textBoxes: 100,
  dataSets: 50,
  columns: 2000,
  tableColumns: 100,
  pivotRows: 40,
  parameters: 200,
} as const;

const over = (path: Note["path"], what: string, found: number, limit: number, visual?: string): Note[] =>
  found <= limit
    ? []
    : [
        {
          code: "DASHBOARD_LIMIT",
          path,
          message: `found ${found} ${what}; QuickSight allows ${limit}`,
          fix: "split it, or show the dashboard only on the page",
          ...(visual !== undefined && { visual }),
        },
      ];

export const limitNotes = (dashboard: Dashboard, dataSets: readonly CompiledDataSet[]): readonly Note[] => [
  ...over(["pages"], "pages", dashboard.pages.length, limits.sheets),
  ...over(["queries"], "queries", dataSets.length, limits.dataSets),
  // A date range takes two QuickSight parameters
  ...over(
    ["parameters"],
    "parameters, counting date ranges twice",
    (dashboard.parameters ?? []).reduce((sum, { kind }) => sum + (kind === "date range" ? 2 : 1), 0),
    limits.parameters,
  ),
  ...dataSets.flatMap(({ query, columns }) =>
    over(
      ["queries", dashboard.queries.findIndex(({ name }) => name === query)],
      "columns",
      columns.length,
      limits.columns,
    ),
  ),
  ...dashboard.pages.flatMap(({ visuals }, page) => {
    const texts = visuals.filter(({ kind }) => kind === "text").length;
    const path = ["pages", page, "visuals"];
    return [
      ...over(path, "visuals on a page", visuals.length - texts, limits.visuals),
      ...over(path, "texts on a page", texts, limits.textBoxes),
      ...visuals.flatMap((visual, index) => {
        if (visual.kind === "table") {
          return over([...path, index, "columns"], "columns", visual.columns.length, limits.tableColumns, visual.name);
        }
        if (visual.kind !== "pivot") return [];
        return over([...path, index, "rows"], "rows", visual.rows.length, limits.pivotRows, visual.name);
      }),
    ];
  }),
];
