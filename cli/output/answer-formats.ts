/** Query answers in pieces, as their rows arrive: written rows need not be kept. */
import type { FirstRows, OpenAnswer, ResultRow } from "../../aws/query/query-answer.ts";
import { csvLine } from "./csv.ts";
import { formatBytes, formatSeconds, plural } from "./format.ts";
import { rowColumns, shownValues } from "./rows.ts";
import { fitColumns, gap } from "./table-layout.ts";
import {
  describeLosses,
  naturalWidths,
  renderTable,
  rowText,
  shortenLines,
  table,
  type Column,
  type Table,
} from "./table.ts";

/** Rows that determine a table's layout; later rows must fit it. */
const rowsLookedAt = 1000;

type Answered = Omit<OpenAnswer, "pages">;

/** @param onTruncated called at the end if there are more rows than requested */
export async function* csvAnswer(
  { columns }: Answered,
  rows: FirstRows,
  onTruncated: () => void,
): AsyncGenerator<string> {
  yield csvLine(columns.map(({ name }) => name));
  for await (const page of rows.pages()) yield page.map(csvLine).join("");
  if (rows.isTruncated) onTruncated();
}

/** One document, with one row per line. */
export async function* jsonAnswer(answered: Answered, rows: FirstRows): AsyncGenerator<string> {
  const { queryId, columns, seconds, scannedBytes } = answered;
  const head = JSON.stringify({ queryId, columns, seconds, scannedBytes }, undefined, 2).replace(/\n\}$/, "");
  yield `${head},\n  "rows": [`;
  let before = "\n    ";
  for await (const page of rows.pages()) {
    yield page.map((row, index) => `${index === 0 ? before : ",\n    "}${JSON.stringify(row)}`).join("");
    before = ",\n    ";
  }
  yield `${rows.count === 0 ? "" : "\n  "}],\n  "truncated": ${rows.isTruncated}\n}\n`;
}

const summary = ({ seconds, scannedBytes }: Answered, { count, isTruncated }: FirstRows): string => {
  const more = isTruncated ? "; there are more, raise --limit" : "";
  const read = scannedBytes === undefined ? "" : `, ${formatBytes(scannedBytes)} read`;
  return `(${plural(count, "row")}${more}; ${formatSeconds(seconds)}${read})`;
};

/**
 * A table for people. Its columns are as wide as the first rows need. On a terminal, wider values are cut, and a number
 * that doesn't fit becomes an ellipsis; elsewhere nothing is ever cut, and such a row is misaligned.
 *
 * @param width of the terminal, in characters
 */
export async function* tableAnswer(answered: Answered, rows: FirstRows, width: number): AsyncGenerator<string> {
  const pages = rows.pages();
  const { looked, isAll } = await firstOf(pages);
  const first: Table = { ...table(rowColumns(answered.columns), looked.map(shownValues)), wholeBy: "--csv" };
  if (isAll) yield answered.columns.length === 0 ? "" : `${renderTable(first, width)}\n\n`;
  else yield* longTable(first, pages, width);
  yield `${summary(answered, rows)}\n`;
}

/** Enough rows to lay out a table, and whether there are no others. */
const firstOf = async (pages: AsyncGenerator<readonly ResultRow[]>) => {
  const looked: ResultRow[] = [];
  while (looked.length < rowsLookedAt) {
    const next = await pages.next();
    if (next.done === true) return { looked, isAll: true };
    for (const row of next.value) looked.push(row);
  }
  return { looked, isAll: false };
};

async function* longTable(
  first: Table,
  others: AsyncIterable<readonly ResultRow[]>,
  width: number,
): AsyncGenerator<string> {
  const { shown: needed, leftOut, shortened } = fitColumns(first.columns, naturalWidths(first), width);
  const columns = needed.map(({ index }) => first.columns[index] ?? { title: "" });
  const widths = withRoom(
    needed.map((column) => column.width),
    columns,
    width,
  );
  const shown = needed.map(({ index }, place) => ({ index, width: widths[place] ?? 0 }));
  const cut = new Set(shortened);
  const lineOf = (texts: readonly string[]): string => {
    const cells = shown.map(({ index, width: most }) => {
      const text = texts[index] ?? "";
      const fitted = width === Infinity ? text : fit(text, most, first.columns[index]);
      if (fitted !== text) cut.add(index);
      return fitted;
    });
    return `${rowText(cells, columns, widths)}\n`;
  };
  yield lineOf(first.columns.map(({ title }) => title));
  yield `${"─".repeat(widths.reduce((sum, one) => sum + one + gap, -gap))}\n`;
  yield first.rows.map(lineOf).join("");
  for await (const page of others) yield page.map((row) => lineOf(shownValues(row))).join("");
  const losses = { leftOut, shortened: [...cut].sort((one, other) => one - other) };
  yield leftOut.length + cut.size === 0 ? "\n" : `${describeLosses(first, losses, width)}\n\n`;
}

/** Extra digits that a number may have over those used for the layout, if there is room. */
const spareDigits = 3;

/** Gives a terminal's spare room to columns that may grow: numbers a little, the rest to a text in the last column. */
const withRoom = (widths: readonly number[], columns: readonly Column[], width: number): readonly number[] => {
  if (width === Infinity) return widths;
  let room = width - widths.reduce((sum, one) => sum + one + gap, -gap);
  return widths.map((own, place) => {
    const isNumber = columns[place]?.align === "right";
    const isLast = place === widths.length - 1;
    const more = isNumber ? Math.min(room, spareDigits) : isLast ? room : 0;
    room -= more;
    return own + more;
  });
};

/** A truncated number would be a different number. */
const fit = (text: string, width: number, column: Column | undefined): string => {
  const short = shortenLines(text, width);
  return column?.align === "right" && short !== text ? "…" : short;
};
