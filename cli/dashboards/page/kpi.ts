/** A figure with its change and its trend. */
import { changeOf } from "../../../model/dashboards/change.ts";
import type { Kpi } from "../../../model/dashboards/visual-schema.ts";
import type { ShownAnswer } from "../protocol.ts";
import { element } from "./dom.ts";
import { datumsOf, shown } from "../../../model/dashboards/values.ts";

const dayMs = 86_400_000;

/** The instant `offset` units earlier, for units whose length varies by calendar. */
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
  const change = changeOf(now, before, better);
  if (change === undefined) return element("div", { class: "change" }, `0 for ${title}`);
  const { percent, arrow, isBetter } = change;
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
