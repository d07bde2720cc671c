import { renderTable, table } from "../cli/output/table.ts";
import type { Workbench } from "./workbench.ts";

/** A scenario's outcome: figures for results.json and for programs, text for people. */
export interface Outcome {
  readonly figures: Readonly<Record<string, unknown>>;
  readonly text: string;
}

export interface Scenario {
  readonly name: string;
  /** What is measured, for `--help`. */
  readonly title: string;
  /** Whether it runs if no scenario is named. */
  readonly isDefault: boolean;
  readonly run: (bench: Workbench) => Promise<Outcome>;
}

/** Columns of figures under their titles, one row per name that occurs in any of them. Pure. */
export const figureTable = (
  title: string,
  columns: Readonly<Record<string, Readonly<Record<string, number>>>>,
  digits: number,
): string => {
  const names = [...new Set(Object.values(columns).flatMap((figures) => Object.keys(figures)))];
  const figures = table(
    [{ title }, ...Object.keys(columns).map((column) => ({ title: column, align: "right" as const }))],
    names.map((name) => [name, ...Object.values(columns).map((figures) => figures[name]?.toFixed(digits) ?? "")]),
  );
  return renderTable(figures, Infinity);
};
