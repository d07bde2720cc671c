/** A figure with its change and its course. */
import type { Kpi } from "../../../model/dashboards/definition.ts";
import type { ShownAnswer } from "../protocol.ts";
import { element } from "./dom.ts";
import { datumsOf, shown } from "./format.ts";

const dayMs = 86_400_000;

/** The unit so many before an instant, of units that differ in length by the calendar. */
const unitsBefore = (instant: number, offset: number, unit: string | undefined): number => {
  const date = new Date(instant);
  if (unit === "yearmonth" || unit === "yearquarter" || unit === "year") {
    const months = offset * { yearmonth: 1, yearquarter: 3, year: 12 }[unit];
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - months, 1);
  }
  return instant - offset * dayMs * (unit === "yearweek" ? 7 : 1);
};

const changeLine = (
  now: number,
  before: number | undefined,
  { title, better }: NonNullable<Kpi["comparison"]>,
): HTMLElement => {
  if (before === undefined) return element("div", { class: "change" }, `no value for ${title}`);
  if (before === 0 && now !== 0) return element("div", { class: "change" }, `0 for ${title}`);
  const change = before === 0 ? 0 : now / before - 1;
  const isBetter = better === undefined || change === 0 ? undefined : change > 0 === (better === "higher");
  const percent = `${change > 0 ? "+" : change < 0 ? "−" : "±"}${(Math.abs(change) * 100).toFixed(1)}%`;
  const arrow = change > 0 ? "▲" : change < 0 ? "▼" : "■";
  return element(
    "div",
    { class: "change" },
    element("b", { class: isBetter === undefined ? undefined : isBetter ? "good" : "bad" }, `${arrow} ${percent}`),
    ` to ${title}`,
  );
};

export const kpiBody = (
  visual: Kpi,
  answer: ShownAnswer,
): { readonly body: readonly HTMLElement[]; readonly spark?: HTMLElement } => {
  const data = datumsOf(answer);
  const value = answer.columns.at(-1);
  const latest = data.at(-1);
  if (value === undefined || latest === undefined) return { body: [] };
  const now = latest[value.name];
  const figure = element("div", { class: "value" }, shown(now, value));
  const [time] = answer.columns;
  if (visual.time === undefined || time === undefined) return { body: [figure] };
  const instant = Number(latest[time.name]);
  const when = element("div", { class: "when" }, shown(instant, time));
  const spark = element("div", { class: "spark", "aria-hidden": "true" });
  const { comparison } = visual;
  if (comparison === undefined || typeof now !== "number") return { body: [figure, when, spark], spark };
  const wanted = unitsBefore(instant, comparison.offset, visual.time.timeUnit);
  const before = data.find((datum) => datum[time.name] === wanted)?.[value.name];
  const change = changeLine(now, typeof before === "number" ? before : undefined, comparison);
  return { body: [figure, when, change, spark], spark };
};
