/** Tables, pivots, and the data behind a chart. */
import type { Pivot, Table, TableColumn } from "../../../model/dashboards/visual-schema.ts";
import { isNumeric } from "../../../model/dashboards/vega.ts";
import { totalsColumn } from "../../../model/dashboards/sql.ts";
import type { ShownAnswer } from "../protocol.ts";
import { element } from "./dom.ts";
import { datumsOf, shown, type Column, type Datum } from "../../../model/dashboards/values.ts";

const highlightOf = (value: Datum[string] | undefined, highlight: TableColumn["highlight"]): string | undefined => {
  if (typeof value !== "number") return undefined;
  return highlight?.find(({ above = -Infinity, below = Infinity }) => value > above && value < below)?.as;
};

const classes = (...names: readonly (string | false | undefined)[]): string | undefined =>
  names.filter((name) => typeof name === "string").join(" ") || undefined;

const cell = (value: Datum[string] | undefined, column: Column, highlight?: TableColumn["highlight"]): HTMLElement =>
  element(
    "td",
    { class: classes(isNumeric(column.type) && "number", highlightOf(value, highlight)) },
    shown(value, column),
  );

const heading = (column: Column): HTMLElement =>
  element("th", { scope: "col", class: classes(isNumeric(column.type) && "number") }, column.title);

const scrolling = (label: string, head: readonly HTMLElement[], body: readonly HTMLElement[]): HTMLElement =>
  element(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": `${label}: table` },
    element("table", {}, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...body)),
  );

/** Rows in the order of the answer, totals last. */
export const plainTable = (label: string, answer: ShownAnswer, table?: Table): HTMLElement => {
  const columns = answer.columns.filter(({ name }) => name !== totalsColumn);
  const data = datumsOf(answer);
  const isTotal = (datum: Datum): boolean => Number(datum[totalsColumn] ?? 0) > 0;
  const row = (datum: Datum): HTMLElement =>
    element(
      "tr",
      { class: isTotal(datum) ? "total" : undefined },
      ...columns.map((column, index) =>
        isTotal(datum) && index === 0
          ? element("th", { scope: "row" }, "Total")
          : cell(datum[column.name], column, isTotal(datum) ? undefined : table?.columns[index]?.highlight),
      ),
    );
  const ordered = [...data.filter((datum) => !isTotal(datum)), ...data.filter(isTotal)];
  return scrolling(label, columns.map(heading), ordered.map(row));
};

/** Rows by their groups, with the last group's values as columns. */
export const pivotTable = (visual: Pivot, answer: ShownAnswer): HTMLElement => {
  const rowColumns = answer.columns.slice(0, visual.rows.length);
  const across = answer.columns[visual.rows.length];
  const value = answer.columns[visual.rows.length + 1];
  if (across === undefined || value === undefined) return plainTable(visual.title, answer);
  const data = datumsOf(answer);
  // One bit per group that was summed over: the lowest is the column's, the others the rows'
  const summed = (datum: Datum): number => Number(datum[totalsColumn] ?? 0);
  const isRowTotal = (datum: Datum): boolean => (summed(datum) & 1) === 1;
  const isColumnTotal = (datum: Datum): boolean => summed(datum) > 1;
  const keyOf = (datum: Datum): string =>
    isColumnTotal(datum) ? "total" : JSON.stringify(rowColumns.map(({ name }) => datum[name]));
  const acrossOf = (datum: Datum): string => (isRowTotal(datum) ? "total" : JSON.stringify(datum[across.name]));
  const cells = new Map(data.map((datum) => [`${keyOf(datum)} ${acrossOf(datum)}`, datum[value.name]]));
  const heads = new Map(
    data.filter((datum) => !isRowTotal(datum)).map((datum) => [acrossOf(datum), shown(datum[across.name], across)]),
  );
  const columns = [
    ...[...heads].sort((a, b) => a[1].localeCompare(b[1])),
    ...(visual.totals === true ? [["total", "Total"] as const] : []),
  ];
  const rows = new Map(data.filter((datum) => !isColumnTotal(datum)).map((datum) => [keyOf(datum), datum]));
  const line = (key: string, names: readonly HTMLElement[]): HTMLElement =>
    element(
      "tr",
      { class: key === "total" ? "total" : undefined },
      ...names,
      ...columns.map(([name]) => {
        const found = cells.get(`${key} ${name}`);
        const isTotal = key === "total" || name === "total";
        const made = cell(found, value, isTotal ? undefined : visual.value.highlight);
        if (name === "total") made.classList.add("total");
        return made;
      }),
    );
  const body = [...rows].map(([key, datum]) =>
    line(
      key,
      rowColumns.map((column) => element("th", { scope: "row" }, shown(datum[column.name], column))),
    ),
  );
  const totals =
    visual.totals === true
      ? [line("total", [element("th", { scope: "row", colspan: rowColumns.length.toString() }, "Total")])]
      : [];
  const head = [
    ...rowColumns.map(heading),
    ...columns.map(([, title]) => element("th", { scope: "col", class: "number" }, title)),
  ];
  return scrolling(visual.title, head, [...body, ...totals]);
};
