/** Values of a result as numbers, instants, and text. Pure. */
import { format as numberFormat } from "d3-format";
import { utcFormat } from "d3-time-format";
import { isNumeric, isTemporal } from "./vega.ts";

/** A column of a result, as the engine and its channel describe it. */
export interface Column {
  readonly name: string;
  readonly type: string;
  readonly title: string;
  readonly format?: string;
}

/** An engine's result, with each column's title and format. */
export interface Answered {
  readonly columns: readonly Column[];
  /** As the engine writes them; null for NULL. */
  readonly rows: readonly (readonly (string | null)[])[];
}

export type Datum = Readonly<Record<string, string | number | null>>;

/** Athena writes instants as `2026-03-01 05:00:00.000 UTC`, with the zone only for types that have one. */
const instantOf = (text: string): number => Date.parse(`${text.replace(/ UTC$/, "").replace(" ", "T")}Z`);
const dayOf = (text: string): number => Date.parse(`${text}T00:00:00Z`);

const valueOf = (text: string | null, type: string): string | number | null => {
  if (text === null) return null;
  if (isNumeric(type)) return Number(text);
  if (isTemporal(type)) return text.length === 10 ? dayOf(text) : instantOf(text);
  return text;
};

export const datumsOf = ({ columns, rows }: Answered): Datum[] =>
  rows.map((row) =>
    Object.fromEntries(columns.map(({ name, type }, index) => [name, valueOf(row[index] ?? null, type)])),
  );

/** Formats a value for people; a missing value is a dash. */
export const shown = (
  value: string | number | null | undefined,
  { type, format }: Pick<Column, "type" | "format">,
): string => {
  if (value === null || value === undefined) return "–";
  if (typeof value === "string") return value;
  if (isTemporal(type))
    return utcFormat(format ?? (type === "date" || value % 86_400_000 === 0 ? "%d %b %Y" : "%d %b %Y %H:%M"))(
      new Date(value),
    );
  return numberFormat(format ?? (Number.isInteger(value) ? ",d" : ",.2f"))(value);
};
