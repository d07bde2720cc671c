import { expect } from "chai";
import type { Dashboard, Parameter } from "../../../../../model/dashboards/definition.ts";
import type { PlainObject } from "../../../../../model/dashboards/quicksight/normal-form.ts";
import { parameterName } from "../../../../../model/dashboards/quicksight/parameter-names.ts";
import { dashboardOf } from "../files.ts";
import { arnOf, at, compiled, everyKind } from "./every-kind.ts";

const [kpi] = everyKind;
const period: Parameter = { name: "period", kind: "date range", title: "Period" };
const options = { query: "shops", value: "shop" };
const shop: Parameter = { name: "shop_code", kind: "multi select", title: "Shop", options };

const made = (
  parameters: readonly Parameter[],
  filters: Readonly<Record<string, string>>,
  more: Partial<Dashboard> = {},
) =>
  compiled({
    parameters,
    queries: [
      { name: "sales", reads: "shop_curated.sales", filters },
      { name: "shops", reads: "shop_curated.sales" },
    ],
    pages: [{ name: "main", title: "Main", visuals: kpi === undefined ? [] : [kpi] }],
    ...more,
  });

const list = (dashboard: ReturnType<typeof made>, ...path: readonly (string | number)[]) =>
  (at(dashboard.definition(arnOf), ...path) ?? []) as readonly PlainObject[];

describe("parameters in QuickSight", () => {
  it("make a range of days two days, between which rows are, the last day included", () => {
    const dashboard = made([{ ...period, default: { from: "2026-03-01" } }], { day: "period" });
    expect(list(dashboard, "ParameterDeclarations").map((one) => one["DateTimeParameterDeclaration"])).to.deep.equal([
      { DefaultValues: { StaticValues: ["2026-03-01T00:00:00Z"] }, Name: "periodFrom", TimeGranularity: "DAY" },
      { DefaultValues: { StaticValues: ["2099-12-31T00:00:00Z"] }, Name: "periodTo", TimeGranularity: "DAY" },
    ]);
    const [group] = list(dashboard, "FilterGroups");
    expect(group?.["FilterGroupId"]).to.equal("sales-day");
    expect(at(group, "Filters", 0, "TimeRangeFilter")).to.deep.equal({
      Column: { ColumnName: "day", DataSetIdentifier: "sales" },
      FilterId: "sales-day",
      IncludeMaximum: true,
      IncludeMinimum: true,
      NullOption: "NON_NULLS_ONLY",
      RangeMaximumValue: { Parameter: "periodTo" },
      RangeMinimumValue: { Parameter: "periodFrom" },
      TimeGranularity: "DAY",
    });
    expect(
      list(dashboard, "Sheets", 0, "ParameterControls").map((one) => at(one, "DateTimePicker", "Title")),
    ).to.deep.equal(["Period, from", "Period, to"]);
  });

  it("filter nothing where no default is stated, rows without a day included", () => {
    const dashboard = made([period], { day: "period" });
    expect(at(list(dashboard, "FilterGroups")[0], "Filters", 0, "TimeRangeFilter", "NullOption")).to.equal(
      "ALL_VALUES",
    );
  });

  it("choose from a data set, and compare with text that is never null", () => {
    const dashboard = made([shop], { shop: "shop_code" });
    const [control] = list(dashboard, "Sheets", 0, "ParameterControls");
    expect(at(control, "Dropdown", "Type")).to.equal("MULTI_SELECT");
    expect(at(control, "Dropdown", "SelectableValues")).to.deep.equal({
      LinkToDataSetColumn: { ColumnName: "shop", DataSetIdentifier: "shops" },
    });
    const filter = at(list(dashboard, "FilterGroups")[0], "Filters", 0, "CategoryFilter");
    expect(at(filter, "Column", "ColumnName")).to.equal("shop_choice");
    expect(at(filter, "Configuration", "CustomFilterConfiguration")).to.deep.equal({
      MatchOperator: "EQUALS",
      NullOption: "NON_NULLS_ONLY",
      ParameterName: "shopCode",
    });
    expect(dashboard.dataSets.find(({ query }) => query === "sales")?.sql).to.contain(
      `coalesce(CAST(q."shop" AS varchar), '') AS "shop_choice"`,
    );
    expect(
      at(list(dashboard, "ParameterDeclarations")[0], "StringParameterDeclaration", "ValueWhenUnset"),
    ).to.deep.equal({
      ValueWhenUnsetOption: "RECOMMENDED_VALUE",
    });
  });

  it("search for a text within values", () => {
    const dashboard = made([{ name: "word", kind: "text", title: "Word" }], { shop: "word" });
    const configuration = at(list(dashboard, "FilterGroups")[0], "Filters", 0, "CategoryFilter", "Configuration");
    expect(at(configuration, "CustomFilterConfiguration", "MatchOperator")).to.equal("CONTAINS");
  });

  it("let options follow what was chosen in another list, with its control beside", () => {
    const region: Parameter = {
      name: "region",
      kind: "select",
      title: "Region",
      options: { values: [{ value: "north" }] },
    };
    const dashboard = made(
      [region, shop],
      { shop: "shop_code" },
      {
        queries: [
          { name: "sales", reads: "shop_curated.sales", filters: { shop: "shop_code" } },
          { name: "shops", reads: "shop_curated.sales", filters: { hour: "region" } },
        ],
      },
    );
    const controls = list(dashboard, "Sheets", 0, "ParameterControls");
    expect(controls.map((one) => at(one, "Dropdown", "ParameterControlId"))).to.deep.equal([
      "main-region",
      "main-shop_code",
    ]);
    expect(at(controls[1], "Dropdown", "CascadingControlConfiguration", "SourceControls")).to.deep.equal([
      {
        ColumnToMatch: { ColumnName: "hour_choice", DataSetIdentifier: "shops" },
        SourceSheetControlId: "main-region",
      },
    ]);
    expect(dashboard.notes).to.deep.equal([]);
  });

  it("tell that options follow lists alone, and are shown without their labels", () => {
    const labeled: Parameter = { ...shop, options: { ...options, label: "note" } };
    const dashboard = made(
      [period, labeled],
      { shop: "shop_code" },
      {
        queries: [
          { name: "sales", reads: "shop_curated.sales", filters: { shop: "shop_code" } },
          { name: "shops", reads: "shop_curated.sales", filters: { day: "period" } },
        ],
      },
    );
    expect(dashboard.notes.map(({ code, path, message }) => `${code} ${path.join(".")}: ${message}`)).to.deep.equal([
      "DASHBOARD_ONLY_ON_PAGE parameters.1.options.label: QuickSight lists the values of shop_code, not their labels",
      "DASHBOARD_ONLY_ON_PAGE parameters.1.options.query: in QuickSight the options of shop_code don't follow period: only select and multi select cascade",
    ]);
  });

  it("have controls on the pages alone that they matter to", () => {
    const text = { name: "t", kind: "text", title: "T", text: "t" } as const;
    const pages = [
      { name: "main", title: "Main", visuals: kpi === undefined ? [] : [kpi] },
      { name: "about", title: "About", visuals: [text] },
    ];
    const dashboard = made([period], { day: "period" }, { pages });
    expect(at(dashboard.definition(arnOf), "Sheets", 1, "ParameterControls")).to.equal(undefined);
    expect(
      list(dashboard, "FilterGroups").map((one) =>
        at(one, "ScopeConfiguration", "SelectedSheets", "SheetVisualScopingConfigurations"),
      ),
    ).to.deep.equal([[{ SheetId: "main", Scope: "ALL_VISUALS" }]]);
  });

  it("have names of letters and digits that tell them apart", () => {
    const all = ["service_code", "servicecode", "a_1", "a1", "a12"];
    const parameter = (name: string): Parameter => ({ name, kind: "text", title: name });
    const dashboard = dashboardOf({ parameters: all.map(parameter) });
    const names = all.map((name) => parameterName(dashboard, name));
    expect(names).to.deep.equal(["serviceCode", "servicecode2", "a13", "a1", "a12"]);
  });
});
