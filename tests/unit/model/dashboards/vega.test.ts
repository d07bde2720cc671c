import { expect } from "chai";
import { parse, View } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import type { AskingVisual, Channel, Chart } from "../../../../model/dashboards/visual-schema.ts";
import { readValues } from "../../../../model/dashboards/parameters.ts";
import { fitted, legendHeight } from "../../../../model/dashboards/fit.ts";
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

const svgOf = async (spec: object, warn: (text: string) => void = () => undefined): Promise<string> => {
  const told = (...texts: readonly unknown[]): void => {
    warn(texts.join(" "));
  };
  const logger = { level: () => logger, error: told, warn: told, info: () => logger, debug: () => logger };
  const { spec: compiled } = compile(spec as TopLevelSpec, { logger: logger as never });
  return new View(parse(compiled), { renderer: "none" }).toSVG();
};

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
      const data = visual.kind === "map" ? { datasets: { answer: rows, basemap: [] } } : { data: { values: rows } };
      const spec = fitted(visual, specOf(visual, columns, values) ?? {}, rows, 300);
      const svg = await svgOf({ width: 300, height: 200, ...spec, ...data }, (text) => warnings.push(text));
      expect(warnings).to.deep.equal([]);
      expect(svg).to.match(/<path|<g/);
    });
  }

  it("keep a single bar as wide as one of many, whether it is a time or a name", async () => {
    for (const [field, count] of [
      ["shop", 1],
      ["shop", 2],
      ["day", 1],
      ["day", 2],
    ] as const) {
      const visual: AskingVisual = { ...base, kind: "bar", encoding: { x: field === "day" ? x : { field }, y } };
      const few = rows.slice(0, count);
      const spec = fitted(visual, specOf(visual, columns, values) ?? {}, few, 900);
      const svg = await svgOf({ width: 900, height: 200, ...spec, data: { values: few } });
      const bars = [...svg.matchAll(/aria-roledescription="bar" d="M[-\d.]+,[-\d.]+h([\d.]+)/g)];
      expect(bars, `${count} of ${field}`).to.have.length(count);
      for (const [, width] of bars) expect(Number(width), field).to.be.within(40, 70);
    }
  });

  it("draw an area of one time as a bar, for an area of no width is nothing", () => {
    const visual: AskingVisual = { ...base, kind: "area", encoding: { x, y } };
    const typeOf = (few: readonly object[]): unknown =>
      (fitted(visual, specOf(visual, columns, values) ?? {}, few as never, 900)["mark"] as { type: string }).type;
    expect([typeOf(rows.slice(0, 1)), typeOf(rows)]).to.deep.equal(["bar", "area"]);
  });

  it("leave their marks room beside a legend of many", () => {
    const visual: AskingVisual = { ...base, kind: "bar", encoding: { x, y, color: { field: "shop" } } };
    const many = Array.from({ length: 16 }, (_, index) => ({ shop: index.toString() }));
    const spec = specOf(visual, columns, values) ?? {};
    expect([legendHeight(spec, many, 330), legendHeight(spec, many, 1400)]).to.deep.equal([108, 0]);
  });

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
