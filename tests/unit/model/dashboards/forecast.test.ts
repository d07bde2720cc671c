import { expect } from "chai";
import { compile } from "vega-lite";
import { parse, View } from "vega";
import type { Chart } from "../../../../model/dashboards/visual-schema.ts";
import { forecastOf, withForecast } from "../../../../model/dashboards/forecast.ts";
import { specOf } from "../../../../model/dashboards/vega.ts";

const plain: Chart = {
  ...{ name: "by-day", kind: "line", title: "By day", query: "sales" },
  encoding: { x: { field: "day", timeUnit: "yearmonthdate" }, y: { field: "amount", aggregate: "sum" } },
};
const line: Chart = { ...plain, forecast: { periods: 3 } };
const columns = [
  { name: "yearmonthdate_day", type: "date" },
  { name: "sum_amount", type: "double" },
];
const rows = Array.from({ length: 28 }, (_, index) => ({
  yearmonthdate_day: Date.UTC(2026, 2, 1 + index),
  sum_amount: 100 + (index % 7) * 10,
}));
const spec = specOf(line, columns, new Map()) ?? {};

describe("a line with a forecast", () => {
  it("is drawn by Vega with the days to come and their band", async () => {
    const expected = forecastOf(line, spec, rows);
    if (expected === undefined || !("days" in expected)) throw new Error("four weeks are enough");
    const drawn = compile({ ...withForecast(line, spec, rows), data: { values: rows } } as never).spec;
    const view = new View(parse(drawn), { renderer: "none" });
    const svg = await view.toSVG();
    expect(expected.days.map(({ value }) => value)).to.deep.equal([100, 110, 120]);
    expect(svg).to.include('aria-roledescription="area mark"').and.to.include("stroke-dasharray");
    const [, last] = (view.scale("x") as { domain: () => readonly [Date, Date] }).domain();
    expect(last.getTime()).to.equal(Date.UTC(2026, 2, 31));
  });

  it("is none where nothing asks for it", () => {
    expect(forecastOf(plain, spec, rows)).to.equal(undefined);
    expect(withForecast(plain, spec, rows)).to.equal(spec);
  });
});
