import { expect } from "chai";
import type { Visual } from "../../../../../model/dashboards/visual-schema.ts";
import type { CompiledDashboard } from "../../../../../model/dashboards/quicksight/compile.ts";
import type { PlainObject } from "../../../../../model/dashboards/quicksight/normal-form.ts";
import { arnOf, at, everyKind, visualNamed, withVisuals } from "./every-kind.ts";

const all = withVisuals(everyKind);
const configuration = (name: string): PlainObject => visualNamed(all, name)[1]["ChartConfiguration"] as PlainObject;
const columnsOf = (fields: unknown): readonly unknown[] =>
  (fields as readonly PlainObject[]).map((field) => at(Object.values(field)[0], "Column", "ColumnName"));
/** The visuals' notes only: one of the test dashboard's parameters has a note of its own. */
const notesOf = ({ notes }: CompiledDashboard) => notes.filter(({ visual }) => visual !== undefined);
const only = (visual: Visual) => {
  const dashboard = withVisuals([visual]);
  const [kind, made] = visualNamed(dashboard, visual.name);
  return { kind, made, configuration: made["ChartConfiguration"] as PlainObject, notes: notesOf(dashboard) };
};

describe("visuals in QuickSight", () => {
  const kinds: Readonly<Record<string, string>> = {
    "a-kpi": "KPIVisual",
    "a-line": "LineChartVisual",
    "an-area": "LineChartVisual",
    "a-bar": "BarChartVisual",
    "a-combo": "ComboChartVisual",
    "a-table": "TableVisual",
    "a-pivot": "PivotTableVisual",
    "a-heat-map": "HeatMapVisual",
    "a-scatter": "ScatterPlotVisual",
    "a-histogram": "BarChartVisual",
    "a-box": "BoxPlotVisual",
    "a-map": "GeospatialMapVisual",
    "a-waterfall": "WaterfallVisual",
  };
  for (const [name, kind] of Object.entries(kinds)) {
    it(`show ${name} as ${kind}, with its title`, () => {
      const [found, visual] = visualNamed(all, name);
      expect(found).to.equal(kind);
      expect(at(visual, "Title", "FormatText")).to.deep.equal({ PlainText: "V" });
    });
  }

  it("compare a KPI with the previous unit of time, beside its sparkline", () => {
    const { FieldWells, KPIOptions } = configuration("a-kpi");
    expect(columnsOf(at(FieldWells, "Values"))).to.deep.equal(["amount"]);
    expect(at(FieldWells, "TrendGroups", 0, "DateDimensionField", "DateGranularity")).to.equal("MONTH");
    expect(at(KPIOptions, "Comparison", "ComparisonMethod")).to.equal("PERCENT_DIFFERENCE");
    expect(at(KPIOptions, "Sparkline", "Visibility")).to.equal("VISIBLE");
  });

  it("compare a KPI over several units of time by two calculated values, and say that the sparkline is lost", () => {
    const kpi = { ...everyKind[0], name: "far", comparison: { offset: 7, title: "a week before" } } as Visual;
    const dashboard = withVisuals([{ ...kpi, time: { field: "day", timeUnit: "yearmonthdate" } } as Visual]);
    const [, made] = visualNamed(dashboard, "far");
    expect(columnsOf(at(made, "ChartConfiguration", "FieldWells", "Values"))).to.deep.equal(["far_latest"]);
    expect(columnsOf(at(made, "ChartConfiguration", "FieldWells", "TargetValues"))).to.deep.equal(["far_7_before"]);
    const fields = at(dashboard.definition(arnOf), "CalculatedFields") as readonly PlainObject[];
    expect(fields.find(({ Name }) => Name === "far_7_before")?.["Expression"]).to.equal(
      'sum(ifelse(truncDate("DD", {day}) = addDateTime(-7, "DD", maxOver(truncDate("DD", {day}), [], PRE_AGG)), {amount}, NULL))',
    );
    expect(notesOf(dashboard).map(({ path }) => path.join("."))).to.deep.equal(["pages.0.visuals.0.comparison.offset"]);
  });

  it("draw lines and areas over a time, by color", () => {
    expect(configuration("a-line")["Type"]).to.equal("LINE");
    expect(configuration("an-area")["Type"]).to.equal("STACKED_AREA");
    const wells = at(configuration("a-line"), "FieldWells", "LineChartAggregatedFieldWells");
    expect(columnsOf(at(wells, "Category"))).to.deep.equal(["day"]);
    expect(columnsOf(at(wells, "Colors"))).to.deep.equal(["shop"]);
  });

  it("forecast a line by weeks, and say that the values are QuickSight's own", () => {
    const line: Visual = {
      ...{ name: "f", kind: "line", title: "F", query: "sales" },
      encoding: { x: { field: "day", timeUnit: "yearmonthdate" }, y: { aggregate: "count" } },
      forecast: { periods: 14 },
    };
    const made = only(line);
    expect(made.configuration["ForecastConfigurations"]).to.deep.equal([
      { ForecastProperties: { PeriodsForward: 14, PredictionInterval: 80, Seasonality: 7 } },
    ]);
    expect(made.notes.map(({ path }) => path.join("."))).to.deep.equal(["pages.0.visuals.0.forecast"]);
  });

  it("state no options of a line chart's value axis, which the provider can't read back", () => {
    const options = JSON.stringify(all.definition(arnOf));
    expect(options).not.to.match(/YAxisDisplayOptions|MissingDataConfigurations|AxisDisplayRange/);
  });

  it("lay bars along the measure, in the stated order, and no more than the limit", () => {
    const bars = configuration("a-bar");
    expect(bars["Orientation"]).to.equal("HORIZONTAL");
    expect(at(bars, "SortConfiguration", "CategorySort", 0, "FieldSort")).to.deep.equal({
      Direction: "DESC",
      FieldId: "a-bar.encoding.x",
    });
    expect(at(bars, "SortConfiguration", "CategoryItemsLimit")).to.deep.equal({
      ItemsLimit: 10,
      OtherCategories: "EXCLUDE",
    });
    expect(at(bars, "ValueLabelOptions", "AxisLabelOptions", 0, "CustomLabel")).to.equal("Amount");
  });

  it("stack bars, group them and show shares as the file says", () => {
    const y = { field: "amount", aggregate: "sum" } as const;
    const bar = { name: "b", kind: "bar", title: "B", query: "sales" } as const;
    const x = { field: "day", timeUnit: "year" } as const;
    const color = { field: "shop" };
    const arrangement = (encoding: object) => only({ ...bar, encoding }).configuration["BarsArrangement"];
    expect(arrangement({ x, y, color })).to.equal("STACKED");
    expect(arrangement({ x, y: { ...y, stack: "normalize" }, color })).to.equal("STACKED_PERCENT");
    expect(arrangement({ x, y, xOffset: color })).to.equal("CLUSTERED");
  });

  it("give bars and lines of a combo an axis each, and share one where all layers have one mark", () => {
    const wells = at(configuration("a-combo"), "FieldWells", "ComboChartAggregatedFieldWells");
    expect(columnsOf(at(wells, "BarValues"))).to.deep.equal(["amount"]);
    expect(columnsOf(at(wells, "LineValues"))).to.deep.equal(["row_count"]);
    const combo = everyKind.find(({ kind }) => kind === "combo") as Extract<Visual, { kind: "combo" }>;
    const shared = only({ ...combo, scale: "shared" });
    expect(shared.notes.map(({ code }) => code)).to.deep.equal(["DASHBOARD_ONLY_ON_PAGE"]);
    const lines = combo.layers.map((layer) => ({ ...layer, mark: "line" as const }));
    const joined = only({ ...combo, scale: "shared", layers: lines });
    expect(joined.kind).to.equal("LineChartVisual");
    expect(joined.notes.map(({ message }) => message)).to.deep.equal([
      "QuickSight names layers that share an axis by their columns, not by their titles",
    ]);
    // The provider accepts one title per axis
    expect(joined.configuration["PrimaryYAxisLabelOptions"]).to.equal(undefined);
  });

  it("group a table by what isn't aggregated, name its columns, and total them", () => {
    const table = configuration("a-table");
    const wells = at(table, "FieldWells", "TableAggregatedFieldWells");
    expect(columnsOf(at(wells, "GroupBy"))).to.deep.equal(["shop"]);
    expect(columnsOf(at(wells, "Values"))).to.deep.equal(["amount_by_items"]);
    expect(at(table, "TotalOptions", "TotalsVisibility")).to.equal("VISIBLE");
    expect(at(table, "FieldOptions", "Order")).to.deep.equal(["a-table.columns.0", "a-table.columns.1"]);
    expect(at(table, "FieldOptions", "SelectedFieldOptions", 0, "CustomLabel")).to.equal("Shop");
  });

  it("color cells by the first condition that holds", () => {
    const options = at(visualNamed(all, "a-table")[1], "ConditionalFormatting", "ConditionalFormattingOptions");
    const expressions = (options as readonly PlainObject[]).map((option) =>
      at(option, "Cell", "TextFormat", "TextColor", "Solid", "Expression"),
    );
    expect(expressions).to.deep.equal([
      "{amount_by_items} > 2",
      "{amount_by_items} < 1 AND NOT ({amount_by_items} > 2)",
    ]);
  });

  it("show rows of a table as they are where nothing is aggregated", () => {
    const visual: Visual = {
      ...{ name: "rows", kind: "table", title: "Rows", query: "sales" },
      columns: [
        { field: "day", format: "%d %b %Y" },
        { field: "items", highlight: [{ above: 0, as: "bad" }] },
      ],
    };
    const { made, configuration: table } = only(visual);
    const values = at(table, "FieldWells", "TableUnaggregatedFieldWells", "Values") as readonly PlainObject[];
    expect(values.map(({ Column }) => at(Column, "ColumnName"))).to.deep.equal(["day", "items"]);
    expect(values[0]?.["FormatConfiguration"]).to.deep.equal({
      DateTimeFormatConfiguration: { DateTimeFormat: "DD MMM YYYY" },
    });
    expect(
      at(made, "ConditionalFormatting", "ConditionalFormattingOptions", 0, "Cell", "TextFormat", "TextColor", "Solid"),
    ).to.deep.equal({ Color: "#A5252A", Expression: "{items} > 0" });
  });

  it("total a pivot by row and by column", () => {
    const pivot = configuration("a-pivot");
    const wells = at(pivot, "FieldWells", "PivotTableAggregatedFieldWells");
    expect(columnsOf(at(wells, "Rows"))).to.deep.equal(["shop"]);
    expect(columnsOf(at(wells, "Columns"))).to.deep.equal(["day"]);
    expect(at(pivot, "TotalOptions", "RowTotalOptions", "TotalsVisibility")).to.equal("VISIBLE");
    expect(at(pivot, "TotalOptions", "RowSubtotalOptions", "TotalsVisibility")).to.equal("HIDDEN");
  });

  it("sort a pivot's fields by themselves", () => {
    const pivot = everyKind.find(({ kind }) => kind === "pivot") as Extract<Visual, { kind: "pivot" }>;
    const sorted = only({ ...pivot, rows: [{ field: "shop", sort: "descending" }] });
    expect(at(sorted.configuration, "SortConfiguration", "FieldSortOptions")).to.deep.equal([
      { FieldId: "a-pivot.rows.0", SortBy: { Field: { FieldId: "a-pivot.rows.0", Direction: "DESC" } } },
    ]);
  });

  it("cut off lines, areas and bars alone, and say so of others", () => {
    const limitNotes = (name: string) =>
      only({ ...everyKind.find((one) => one.name === name), limit: 5 } as Visual).notes.filter(({ path }) =>
        path.includes("limit"),
      );
    expect(limitNotes("a-line")).to.deep.equal([]);
    expect(limitNotes("a-table").map(({ message }) => message)).to.deep.equal([
      "QuickSight has no limit for a table, and shows all",
    ]);
  });

  it("put a heat map's y in rows and its x in columns", () => {
    const wells = at(configuration("a-heat-map"), "FieldWells", "HeatMapAggregatedFieldWells");
    expect([columnsOf(at(wells, "Rows")), columnsOf(at(wells, "Columns"))]).to.deep.equal([["shop"], ["day"]]);
  });

  it("draw a point for each row, and one for each group where x and y are aggregated", () => {
    expect(at(configuration("a-scatter"), "FieldWells", "ScatterPlotUnaggregatedFieldWells")).not.to.equal(undefined);
    const grouped = only({
      ...{ name: "s", kind: "scatter", title: "S", query: "sales" },
      encoding: {
        x: { field: "items", aggregate: "sum" },
        y: { field: "amount", aggregate: "mean" },
        detail: { field: "shop" },
      },
    });
    const wells = at(grouped.configuration, "FieldWells", "ScatterPlotCategoricallyAggregatedFieldWells");
    expect(columnsOf(at(wells, "Category"))).to.deep.equal(["shop"]);
    expect(
      at(wells, "YAxis", 0, "NumericalMeasureField", "AggregationFunction", "SimpleNumericalAggregation"),
    ).to.equal("AVERAGE");
  });

  it("count a histogram's bins as Athena makes them", () => {
    const wells = at(configuration("a-histogram"), "FieldWells", "BarChartAggregatedFieldWells");
    expect(columnsOf(at(wells, "Category"))).to.deep.equal(["items_by_5"]);
    expect(columnsOf(at(wells, "Values"))).to.deep.equal(["row_count"]);
    expect(all.dataSets[0]?.sql).to.contain('floor(CAST(q."items" AS double) / 5) * 5 AS "items_by_5"');
  });

  it("make quartiles of values as they are, and say that whiskers differ", () => {
    const field = at(configuration("a-box"), "FieldWells", "BoxPlotAggregatedFieldWells", "Values", 0);
    expect(at(field, "NumericalMeasureField", "AggregationFunction")).to.equal(undefined);
    expect(notesOf(all).map(({ visual }) => visual)).to.deep.equal(["a-box"]);
  });

  it("place points on a map by columns that the data set marks as places", () => {
    const wells = at(configuration("a-map"), "FieldWells", "GeospatialMapAggregatedFieldWells");
    expect(columnsOf(at(wells, "Geospatial"))).to.deep.equal(["lat", "lon"]);
    expect(all.dataSets[0]?.geography).to.deep.equal({ lat: "LATITUDE", lon: "LONGITUDE" });
  });

  it("keep text in one line of XML, escaped, with its paragraphs", () => {
    expect(at(all.definition(arnOf), "Sheets", 0, "TextBoxes")).to.deep.equal([
      {
        SheetTextBoxId: "a-text",
        Content:
          '<text-box><inline font-size="18px"><b>About &lt;us&gt;</b></inline><br/><br/>One paragraph.<br/><br/>Another &amp; last.</text-box>',
      },
    ]);
  });

  it("show a column that is chosen by an expression over the parameter", () => {
    const line: Visual = {
      ...{ name: "chosen", kind: "line", title: "Chosen", query: "sales" },
      encoding: { x: { field: "day", timeUnit: "year" }, y: { field: { parameter: "measure" }, aggregate: "sum" } },
    };
    const dashboard = withVisuals([line]);
    expect(at(dashboard.definition(arnOf), "CalculatedFields")).to.deep.equal([
      {
        DataSetIdentifier: "sales",
        Name: "chosen_measure",
        Expression: 'switch(${measure}, "amount", {amount}, "items", {items}, {items})',
      },
    ]);
    // One type for all columns that can be chosen
    expect(dashboard.dataSets[0]?.columns).to.deep.include.members([
      { name: "amount", type: "DECIMAL" },
      { name: "items", type: "DECIMAL" },
    ]);
  });

  it("fill a sheet line by line", () => {
    const elements = at(
      all.definition(arnOf),
      ...["Sheets", 0, "Layouts", 0, "Configuration", "GridLayout", "Elements"],
    ) as readonly PlainObject[];
    expect(elements).to.have.length(everyKind.length);
    const cells = elements.flatMap(({ ColumnIndex, ColumnSpan, RowIndex, RowSpan }) => {
      expect(Number(ColumnIndex) + Number(ColumnSpan)).to.be.at.most(36);
      return Array.from({ length: Number(ColumnSpan) * Number(RowSpan) }, (_cell, index) =>
        [
          Number(ColumnIndex) + (index % Number(ColumnSpan)),
          Number(RowIndex) + Math.floor(index / Number(ColumnSpan)),
        ].join(),
      );
    });
    expect(new Set(cells).size, "no two visuals on one cell").to.equal(cells.length);
  });
});
