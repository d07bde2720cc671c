import Table3 from "cli-table3";
import stringWidth from "string-width";
import { fitColumns, shorten, type Column, type Layout } from "./table-layout.ts";

export type { Column };

export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
}

/** A column of numbers, which are never shortened. */
export const numbers = (title: string, leaveOut?: number): Column => ({
  title,
  align: "right",
  ...(leaveOut !== undefined && { leaveOut }),
});

export const table = (columns: readonly Column[], rows: readonly (readonly string[])[]): Table => ({ columns, rows });

/** Not by Math.max, which takes arguments: there may be more rows than a call can have of those. */
const widest = (lines: readonly string[]): number => lines.reduce((most, line) => Math.max(most, stringWidth(line)), 0);

const naturalWidths = ({ columns, rows }: Table): readonly number[] =>
  columns.map(({ title }, index) => widest([title, ...rows.flatMap((row) => (row[index] ?? "").split("\n"))]));

/** With ruled head, without colour: it reads the same in a terminal, a file and a test. */
const draw = ({ columns, rows }: Table): string => {
  const drawn = new Table3({
    head: columns.map(({ title }) => title),
    colAligns: columns.map(({ align }) => align ?? "left"),
    style: { head: [], border: [], "padding-left": 0 },
    chars: {
      top: "",
      "top-mid": "",
      "top-left": "",
      "top-right": "",
      bottom: "",
      "bottom-mid": "",
      "bottom-left": "",
      "bottom-right": "",
      left: "",
      "left-mid": "",
      mid: "",
      "mid-mid": "",
      right: "",
      "right-mid": "",
      middle: " ",
    },
  });
  for (const row of rows) drawn.push([...row]);
  const lines = drawn
    .toString()
    .split("\n")
    .map((line) => line.trimEnd());
  const [head = "", ...body] = lines;
  return [head, "─".repeat(widest(lines)), ...body].join("\n");
};

const asLaidOut = ({ columns, rows }: Table, { shown }: Layout): Table => {
  const cells = (texts: readonly string[]): string[] =>
    shown.map(({ index, width }) =>
      (texts[index] ?? "")
        .split("\n")
        .map((line) => shorten(line, width))
        .join("\n"),
    );
  const titles = cells(columns.map(({ title }) => title));
  return {
    columns: shown.map(({ index }, place) => ({ ...columns[index], title: titles[place] ?? "" })),
    rows: rows.map(cells),
  };
};

/** Says in one line what the terminal was too narrow for. */
const describeLosses = ({ columns }: Table, { leftOut, shortened }: Layout, width: number): string => {
  const titles = (indexes: readonly number[]): string => indexes.map((index) => columns[index]?.title ?? "").join(", ");
  const counted = (indexes: readonly number[]): string => indexes.length.toString();
  const lineOf = (say: typeof titles): string => {
    const parts = [
      ...(leftOut.length > 0 ? [`left out: ${say(leftOut)}`] : []),
      ...(shortened.length > 0 ? [`shortened: ${say(shortened)}`] : []),
    ];
    return `(${parts.join("; ")}; --json has all)`;
  };
  const line = [lineOf(titles), lineOf(counted)].find((text) => stringWidth(text) <= width);
  return line ?? shorten(lineOf(counted), width);
};

/** A table in lines of at most `width` characters. */
export const renderTable = (whole: Table, width: number): string => {
  if (width === Infinity) return draw(whole);
  const layout = fitColumns(whole.columns, naturalWidths(whole), width);
  if (layout.leftOut.length === 0 && layout.shortened.length === 0) return draw(whole);
  return [draw(asLaidOut(whole, layout)), describeLosses(whole, layout, width)].join("\n");
};
