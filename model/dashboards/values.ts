/** Values of an answer as numbers, instants and texts. Pure. */
import { format as numberFormat } from "d3-format";
import { utcFormat } from "d3-time-format";
import { isNumeric, isTemporal } from "./vega.ts";

/** A column of an answer, as the engine and its channel say it. */
export interface Column {
  readonly name: string;
  readonly type: string;
  readonly title: string;
  readonly format?: string;
}

/** What an engine answered, with each column's title and format. */
export interface Answered {
  readonly columns: readonly Column[];
  /** As the engine writes them; null for NULL. */
  readonly rows: readonly (readonly (string | null)[])[];
}

export type Datum = Readonly<Record<string, string | number | null>>;

/** Athena writes instants as `2026-03-01 05:00:00.000 UTC`, the zone only of types that have one. */
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

/** As people read it; what is missing is a dash. */
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
