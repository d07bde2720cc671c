/** Layout of a sheet's visuals and controls. Pure. */
import type { GridLayoutElement, Layout, SheetControlLayout } from "@aws-sdk/client-quicksight";
import type { Visual } from "../visual-schema.ts";

/** Columns of QuickSight's grid for each of a page's twelve. */
const columnsPerSpan = 3;
const sheetColumns = 36;
const controlColumns = 2;

const spans: Readonly<Partial<Record<Visual["kind"], number>>> = { kpi: 3 };
const heights: Readonly<Partial<Record<Visual["kind"], number>>> = { kpi: 6, text: 6, table: 14, pivot: 14, map: 14 };
const height = (visual: Visual): number => heights[visual.kind] ?? 12;

/** In file order, from left to right; a visual that doesn't fit starts the next row. */
export const sheetLayout = (visuals: readonly Visual[]): Layout => {
  const elements: GridLayoutElement[] = [];
  let [column, row, tallest] = [0, 0, 0];
  for (const visual of visuals) {
    const span = (visual.span ?? spans[visual.kind] ?? 6) * columnsPerSpan;
    if (column + span > sheetColumns) [column, row, tallest] = [0, row + tallest, 0];
    elements.push({
      ElementId: visual.name,
      ElementType: visual.kind === "text" ? "TEXT_BOX" : "VISUAL",
      ColumnIndex: column,
      ColumnSpan: span,
      RowIndex: row,
      RowSpan: height(visual),
    });
    column += span;
    tallest = Math.max(tallest, height(visual));
  }
  const canvas = { ScreenCanvasSizeOptions: { ResizeOption: "FIXED" as const, OptimizedViewPortWidth: "1600px" } };
  return { Configuration: { GridLayout: { Elements: elements, CanvasSizeOptions: canvas } } };
};

export const controlLayout = (controlIds: readonly string[]): SheetControlLayout => ({
  Configuration: {
    GridLayout: {
      Elements: controlIds.map((id) => ({
        ElementId: id,
        ElementType: "PARAMETER_CONTROL",
        ColumnSpan: controlColumns,
        RowSpan: 1,
      })),
    },
  },
});
