import { fitColumns, gap, shorten, widthOfLine, type Column, type Layout } from "./table-layout.ts";

export type { Column };

export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
  /** The option that shows the whole answer whatever the terminal's width; `--json` if absent. */
  readonly wholeBy?: string;
}

/** A column of numbers, which are never shortened. */
export const numbers = (title: string, leaveOut?: number): Column => ({
  title,
  align: "right",
  ...(leaveOut !== undefined && { leaveOut }),
});

export const table = (columns: readonly Column[], rows: readonly (readonly string[])[]): Table => ({ columns, rows });

/** Not Math.max, which takes arguments: there may be more rows than a call's maximum number of arguments. */
const widest = (lines: readonly string[]): number => lines.reduce((most, line) => Math.max(most, widthOfLine(line)), 0);

/** The width that each column needs, in characters. */
export const naturalWidths = ({ columns, rows }: Table): readonly number[] =>
  columns.map(({ title }, index) =>
    rows.reduce((most, row) => Math.max(most, widest((row[index] ?? "").split("\n"))), widest(title.split("\n"))),
  );

const padded = (line: string, width: number, align: Column["align"]): string => {
  const blanks = " ".repeat(Math.max(0, width - widthOfLine(line)));
  return align === "right" ? `${blanks}${line}` : `${line}${blanks}`;
};

/** One row; a multi-line text takes several lines. A value wider than its column pushes the others to the right. */
export const rowText = (
  texts: readonly string[],
  columns: readonly Pick<Column, "align">[],
  widths: readonly number[],
): string => {
  const cells = texts.map((text) => text.split("\n"));
  const height = cells.reduce((most, lines) => Math.max(most, lines.length), 1);
  return Array.from({ length: height }, (_, line) =>
    cells
      .map((lines, place) => padded(lines[line] ?? "", widths[place] ?? 0, columns[place]?.align))
      .join(" ".repeat(gap))
      .trimEnd(),
  ).join("\n");
};

/** With a ruled header and without color: it looks the same in a terminal, a file and a test. */
const draw = (whole: Table): string => {
  const { columns, rows } = whole;
  const widths = naturalWidths(whole);
  const titles = columns.map(({ title }) => title);
  const [head = "", ...body] = [titles, ...rows].map((texts) => rowText(texts, columns, widths));
  return [head, "─".repeat(widest([head, ...body].flatMap((text) => text.split("\n")))), ...body].join("\n");
};

/** Each line of a text, cut to `width` characters. */
export const shortenLines = (text: string, width: number): string =>
  text
    .split("\n")
    .map((line) => shorten(line, width))
    .join("\n");

const asLaidOut = ({ columns, rows }: Table, { shown }: Layout): Table => {
  const cells = (texts: readonly string[]): string[] =>
    shown.map(({ index, width }) => shortenLines(texts[index] ?? "", width));
  const titles = cells(columns.map(({ title }) => title));
  return {
    columns: shown.map(({ index }, place) => ({ ...columns[index], title: titles[place] ?? "" })),
    rows: rows.map(cells),
  };
};

/** Describes in one line what was cut because the terminal is too narrow. */
export const describeLosses = (
  { columns, wholeBy = "--json" }: Pick<Table, "columns" | "wholeBy">,
  { leftOut, shortened }: Pick<Layout, "leftOut" | "shortened">,
  width: number,
): string => {
  const titles = (indexes: readonly number[]): string => indexes.map((index) => columns[index]?.title ?? "").join(", ");
  const counted = (indexes: readonly number[]): string => indexes.length.toString();
  const lineOf = (say: typeof titles): string => {
    const parts = [
      ...(leftOut.length > 0 ? [`left out: ${say(leftOut)}`] : []),
      ...(shortened.length > 0 ? [`shortened: ${say(shortened)}`] : []),
    ];
    return `(${parts.join("; ")}; ${wholeBy} has all)`;
  };
  const line = [lineOf(titles), lineOf(counted)].find((text) => widthOfLine(text) <= width);
  return line ?? shorten(lineOf(counted), width);
};

/** A table in lines of at most `width` characters. */
export const renderTable = (whole: Table, width: number): string => {
  if (width === Infinity) return draw(whole);
  const layout = fitColumns(whole.columns, naturalWidths(whole), width);
  if (layout.leftOut.length === 0 && layout.shortened.length === 0) return draw(whole);
  return [draw(asLaidOut(whole, layout)), describeLosses(whole, layout, width)].join("\n");
};
