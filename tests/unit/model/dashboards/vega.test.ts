import { expect } from "chai";
import { parse, View } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import type { AskingVisual, Channel, Chart } from "../../../../model/dashboards/definition.ts";
import { readValues } from "../../../../model/dashboards/parameters.ts";
import { headingsOf, specOf, titleOf, type AnswerColumn } from "../../../../model/dashboards/vega.ts";
import { bar, dashboardOf } from "./files.ts";

const { values } = readValues(dashboardOf(), new URLSearchParams());
const base = { name: "v", title: "V", query: "sales" } as const;
const x: Channel = { field: "day", timeUnit: "yearmonth" };
const y: Channel = { field: "amount", aggregate: "sum" };
const columns: readonly AnswerColumn[] = [
  { name: "yearmonth_day", type: "date" },
  { name: "sum_amount", type: "decimal" },
  { name: "shop", type: "varchar" },
  { name: "items", type: "bigint" },
  { name: "bin_items", type: "double" },
  { name: "count", type: "bigint" },
];
const rows = [
  { yearmonth_day: Date.UTC(2026, 0, 1), sum_amount: 3, shop: "a", items: 5, bin_items: 0, count: 2 },
  { yearmonth_day: Date.UTC(2026, 1, 1), sum_amount: -1, shop: "b", items: 7, bin_items: 5, count: 4 },
];

const visuals: readonly AskingVisual[] = [
  { ...base, kind: "kpi", value: y, time: x },
  { ...base, kind: "line", encoding: { x, y, color: { field: "shop" } } },
  { ...base, kind: "area", encoding: { x, y: { ...y, stack: "normalize" }, color: { field: "shop" } } },
  { ...base, kind: "bar", encoding: { x, y, color: { field: "shop" } } },
  { ...base, kind: "bar", encoding: { x: { field: "shop" }, y, xOffset: { field: "items" } } },
  { ...base, kind: "bar", encoding: { y: { field: "shop", sort: "-x" }, x: y } },
  { ...base, kind: "heat map", encoding: { x, y: { field: "shop" }, color: y } },
  { ...base, kind: "scatter", encoding: { x: { field: "items" }, y: { field: "items" }, size: y } },
  { ...base, kind: "histogram", encoding: { x: { field: "items", bin: { step: 5 } } } },
  { ...base, kind: "box", encoding: { x: { field: "shop" }, y: { field: "items" } } },
  { ...base, kind: "waterfall", encoding: { x: { field: "shop" }, y } },
  {
    ...base,
    kind: "combo",
    encoding: { x },
    layers: [
      { mark: "bar", y },
      { mark: "line", y: { aggregate: "count" } },
    ],
  },
  { ...base, kind: "map", encoding: { latitude: { field: "items" }, longitude: { field: "items" }, size: y } },
];

describe("specifications of visuals", () => {
  for (const visual of visuals) {
    it(`draw a ${visual.kind} without a word of warning`, async () => {
      const warnings: string[] = [];
      const warn = (...texts: readonly unknown[]): void => void warnings.push(texts.join(" "));
      const logger = { level: () => logger, error: warn, warn, info: () => logger, debug: () => logger };
      const data = visual.kind === "map" ? { datasets: { answer: rows, basemap: [] } } : { data: { values: rows } };
      const spec = { width: 300, height: 200, ...specOf(visual, columns, values), ...data } as unknown as TopLevelSpec;
      const { spec: compiled } = compile(spec, { logger: logger as never });
      const svg = await new View(parse(compiled), { renderer: "none" }).toSVG();
      expect(warnings).to.deep.equal([]);
      expect(svg).to.match(/<path|<g/);
    });
  }

  it("are none of what is no chart", () => {
    expect(specOf({ ...base, kind: "table", columns: [y] }, columns, values)).to.equal(undefined);
  });

  it("know times, measures and names by the answer's types", () => {
    const spec = specOf(bar as Chart, columns, values) as { encoding: Record<string, { type: string; sort?: null }> };
    expect([spec.encoding["x"]?.type, spec.encoding["y"]?.type]).to.deep.equal(["nominal", "quantitative"]);
    expect(spec.encoding["x"]?.sort).to.equal(null);
  });

  it("write times in UTC, in tooltips, too", () => {
    const line = { ...base, kind: "line", encoding: { x, y } } as const;
    const { encoding } = specOf(line, columns, values) as { encoding: { x: object; tooltip: readonly object[] } };
    expect(encoding.x).to.include({ timeUnit: "utcyearmonth" });
    expect(encoding.tooltip[0]).to.include({ timeUnit: "utcyearmonth", format: "%b %Y" });
  });

  it("have titles that people read", () => {
    expect(titleOf({ field: "revenue_usd", aggregate: "sum" }, values)).to.equal("Revenue (USD)");
    expect(titleOf({ field: "dep_delay_min", aggregate: "mean" }, values)).to.equal("Mean of dep delay (min)");
    expect(titleOf({ aggregate: "count" }, values)).to.equal("Count");
    expect(headingsOf({ ...base, kind: "line", encoding: { x, y } }, values).map(({ title }) => title)).to.deep.equal([
      "Day",
      "Amount",
    ]);
  });
});
