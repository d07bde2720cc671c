import { expect } from "chai";
import type { Visual } from "../../../../../model/dashboards/visual-schema.ts";
import { dateFormat, numericFormat } from "../../../../../model/dashboards/quicksight/formats.ts";
import { compiled, everyKind, withVisuals } from "./every-kind.ts";

const base = { name: "v", title: "V", query: "sales" } as const;
const table = (columns: Extract<Visual, { kind: "table" }>["columns"]): Visual => ({ ...base, kind: "table", columns });

describe("data sets for QuickSight", () => {
  it("cast each column that is used to the type that contracts state, and no other column is in them", () => {
    const [dataSet] = withVisuals([table([{ field: "day" }, { field: "shop" }, { field: "items" }])]).dataSets;
    expect(dataSet?.columns).to.deep.equal([
      { name: "day", type: "DATETIME" },
      { name: "items", type: "INTEGER" },
      { name: "shop", type: "STRING" },
    ]);
    expect(dataSet?.sql).to.equal(
      [
        "SELECT",
        '  CAST(q."day" AS timestamp) AS "day",',
        '  CAST(q."items" AS bigint) AS "items",',
        '  CAST(q."shop" AS varchar) AS "shop"',
        'FROM "shop_curated"."sales" AS q',
      ].join("\n"),
    );
  });

  it("give a column that only Athena knows the type that its use asks for", () => {
    const typeOf = (...columns: Parameters<typeof table>[0]) =>
      withVisuals([table(columns)]).dataSets[0]?.columns.find(({ name }) => name === "hour")?.type;
    expect(typeOf({ field: "hour" })).to.equal("STRING");
    expect(typeOf({ field: "hour", aggregate: "sum" })).to.equal("DECIMAL");
    expect(typeOf({ field: "hour", format: ",d" })).to.equal("DECIMAL");
    expect(typeOf({ field: "hour", format: "%H:%M" })).to.equal("DATETIME");
    expect(typeOf({ field: "hour", timeUnit: "year" })).to.equal("DATETIME");
    expect(typeOf({ field: "hour", aggregate: "distinct" })).to.equal("STRING");
    expect(typeOf({ field: "hour", type: "ordinal" })).to.equal("STRING");
  });

  it("divide fractions, also of whole numbers", () => {
    const [dataSet] = withVisuals([table([{ field: "items", aggregate: "ratio", over: "items" }])]).dataSets;
    expect(dataSet?.columns).to.deep.include({ name: "items", type: "DECIMAL" });
  });

  it("begin weeks on Mondays, as Athena does", () => {
    const visual: Visual = {
      ...{ ...base, kind: "line" },
      encoding: { x: { field: "day", timeUnit: "yearweek" }, y: { aggregate: "count" } },
    };
    expect(withVisuals([visual]).dataSets[0]?.sql).to.contain(
      `CAST(date_trunc('week', q."day") AS timestamp) AS "day_week"`,
    );
  });

  it("put values in their order as numbers that are shown as text", () => {
    const visual: Visual = {
      ...{ ...base, kind: "bar" },
      encoding: { x: { field: "hour", type: "ordinal" }, y: { aggregate: "count" } },
    };
    expect(withVisuals([visual]).dataSets[0]?.sql).to.contain(
      'TRY_CAST(CAST(q."hour" AS varchar) AS double) AS "hour_order"',
    );
  });

  it("keep a query's own names, and call what is added otherwise", () => {
    const visual: Visual = { ...base, kind: "kpi", value: { aggregate: "count" } };
    const columns = [{ name: "row_count", classification: "internal" }] as const;
    const dashboard = compiled(
      { pages: [{ name: "main", title: "Main", visuals: [visual] }] },
      { reads: [], columns, needed: [] },
    );
    expect(dashboard.dataSets[0]?.columns).to.deep.include({ name: "row_count_", type: "INTEGER" });
  });

  it("name the columns with confidential and personal values", () => {
    const [dataSet] = withVisuals([table([{ field: "shop" }, { field: "amount" }, { field: "note" }])]).dataSets;
    expect(dataSet?.closed).to.deep.equal(["amount", "note"]);
  });

  it("have the SQL of a query within, without its end", () => {
    const sql = "SELECT s.day, s.shop, s.amount, s.items FROM shop_curated.sales AS s;";
    const dashboard = withVisuals(everyKind.slice(0, 1), { queries: [{ name: "sales", sql }] });
    expect(dashboard.dataSets[0]?.sql).to.match(/FROM \(\nSELECT s\.day, .* AS s\n\) AS q$/);
  });
});

describe("formats in QuickSight", () => {
  it("of numbers have d3's digits, separators and kinds", () => {
    const separators = (visibility: string) => ({
      SeparatorConfiguration: {
        DecimalSeparator: "DOT",
        ThousandsSeparator: { Symbol: "COMMA", Visibility: visibility },
      },
    });
    const digits = (places: number) => ({ DecimalPlacesConfiguration: { DecimalPlaces: places } });
    expect(numericFormat(",d")).to.deep.equal({
      format: { NumberDisplayFormatConfiguration: { ...digits(0), ...separators("VISIBLE"), NumberScale: "NONE" } },
    });
    expect(numericFormat("$,.2f")).to.deep.equal({
      format: {
        CurrencyDisplayFormatConfiguration: {
          ...{ Symbol: "USD", ...digits(2) },
          ...{ ...separators("VISIBLE"), NumberScale: "NONE" },
        },
      },
    });
    expect(numericFormat(".1%")).to.deep.equal({
      format: { PercentageDisplayFormatConfiguration: { ...digits(1), ...separators("HIDDEN") } },
    });
  });

  it("tell what they lose", () => {
    expect(numericFormat("+.1%").lost).to.equal("the plus sign");
    expect(numericFormat("e").lost).to.equal("numbers as e");
    expect(dateFormat("%j").lost).to.equal("%j of the format %j");
  });

  it("of dates are in QuickSight's letters", () => {
    expect(dateFormat("%d %b %Y, %H:%M")).to.deep.equal({ format: "DD MMM YYYY, HH:mm" });
    expect(dateFormat("%-d %B")).to.deep.equal({ format: "DD MMMM" });
  });
});
