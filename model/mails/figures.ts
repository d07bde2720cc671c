/** Figures of a day, compared with the day before and with the same weekday a week before. Pure. */
import { changeOf } from "../dashboards/change.ts";
import type { AskingVisual, Kpi } from "../dashboards/visual-schema.ts";
import { answerName } from "../dashboards/sql.ts";
import type { Values } from "../dashboards/parameters.ts";
import { datumsOf, shown, type Answered, type Datum } from "../dashboards/values.ts";
import { seriesOf } from "./series.ts";

const dayMs = 86_400_000;
const instantOf = (day: string): number => Date.parse(`${day}T00:00:00Z`);

export const daysBefore = (day: string, days: number): string =>
  new Date(instantOf(day) - days * dayMs).toISOString().slice(0, 10);

/** What each figure is compared with. */
export const comparisons = [
  { title: "Day before", days: 1 },
  { title: "Same weekday last week", days: 7 },
] as const;

export interface FigureChange {
  /** `▲ +3.2%, from $11,964`, or that there is no figure for the day. */
  readonly text: string;
  readonly tone?: "good" | "bad";
}

export interface Figure {
  readonly title: string;
  /** Display text, or that there is no figure for the day. */
  readonly value: string;
  /** In the order of `comparisons`. */
  readonly changes: readonly FigureChange[];
}

/** Figures of one visual. */
export interface FigureGroup {
  readonly title: string;
  /** The dimension that distinguishes its figures, e.g. `Cost center`; absent for a single figure. */
  readonly category?: string;
  readonly figures: readonly Figure[];
}

const none = (day: string): string => `no figure for ${day}`;

const changeTo = (
  now: number | undefined,
  before: number | undefined,
  day: string,
  { format, better }: { readonly format: (value: number) => string; readonly better: Kpi["comparison"] },
): FigureChange => {
  if (before === undefined) return { text: none(day) };
  const from = `from ${format(before)}`;
  if (now === undefined) return { text: from };
  const change = changeOf(now, before, better?.better);
  if (change === undefined) return { text: from };
  const { percent, arrow, isBetter } = change;
  return { text: `${arrow} ${percent}, ${from}`, ...(isBetter !== undefined && { tone: isBetter ? "good" : "bad" }) };
};

/** Maximum number of categories; the largest come first. */
export const mostCategories = 20;

/** @param day `YYYY-MM-DD` of the figures */
export const figuresOf = (visual: AskingVisual, values: Values, answered: Answered, day: string): FigureGroup => {
  const series = seriesOf(visual);
  if (series === undefined) throw new Error(`visual ${visual.name} has no value of a day: the mail was not checked`);
  const [time, measure] = [answerName(series.time, values), answerName(series.value, values)];
  const category = series.category && answerName(series.category, values);
  const column = (name: string | undefined) => answered.columns.find((one) => one.name === name);
  const data = datumsOf(answered);
  const better = visual.kind === "kpi" ? visual.comparison : undefined;
  const value = column(measure);
  const format = (number: number): string => (value === undefined ? number.toString() : shown(number, value));
  const valueOn = (rows: readonly Datum[], on: string): number | undefined => {
    const found = rows.find((row) => row[time] === instantOf(on))?.[measure];
    return typeof found === "number" ? found : undefined;
  };
  const figure = (title: string, rows: readonly Datum[]): Figure & { readonly now: number | undefined } => {
    const now = valueOn(rows, day);
    return {
      now,
      title,
      value: now === undefined ? none(day) : format(now),
      changes: comparisons.map(({ days }) => {
        const before = daysBefore(day, days);
        return changeTo(now, valueOn(rows, before), before, { format, better });
      }),
    };
  };
  const plain = ({ title, value: text, changes }: Figure): Figure => ({ title, value: text, changes });
  const shownCategory = column(category);
  if (category === undefined || shownCategory === undefined) {
    return { title: visual.title, figures: [plain(figure(visual.title, data))] };
  }
  const days = new Set([day, ...comparisons.map(({ days: before }) => daysBefore(day, before))].map(instantOf));
  const near = data.filter((row) => days.has(Number(row[time])));
  const names = [...new Set(near.map((row) => row[category] ?? null))];
  const figures = names
    .map((name) =>
      figure(
        shown(name, shownCategory),
        near.filter((row) => row[category] === name),
      ),
    )
    .toSorted((one, other) => (other.now ?? -Infinity) - (one.now ?? -Infinity) || (one.title < other.title ? -1 : 1));
  return { title: visual.title, category: shownCategory.title, figures: figures.slice(0, mostCategories).map(plain) };
};
