import { expect } from "chai";
import { compareDataSets, compareDefinitions } from "../../../../../model/dashboards/quicksight/compare.ts";
import type { PlainObject } from "../../../../../model/dashboards/quicksight/normal-form.ts";
import { arnOf, at, everyKind, withVisuals } from "./every-kind.ts";

const declared = withVisuals(everyKind).definition(arnOf);

/** The declared definition, except for the test's change. */
const changed = (change: (copy: Record<string, never>) => void): object => {
  const copy = structuredClone(declared) as Record<string, never>;
  change(copy);
  return copy;
};

const sheet = (copy: object): Record<string, unknown[]> =>
  at(copy as PlainObject, "Sheets", 0) as unknown as Record<string, unknown[]>;

describe("definitions compared with QuickSight's", () => {
  it("differ in a visual that is changed, by path and by value", () => {
    const deployed = changed((copy) => {
      const bar = (sheet(copy)["Visuals"] as Record<string, { ChartConfiguration: { Orientation: string } }>[]).find(
        (visual) => visual["BarChartVisual"] !== undefined,
      );
      if (bar?.["BarChartVisual"] !== undefined) bar["BarChartVisual"].ChartConfiguration.Orientation = "VERTICAL";
    });
    expect(compareDefinitions(deployed, declared)).to.deep.equal([
      {
        change: "change",
        part: "visual a-bar",
        differences: [{ path: "BarChartVisual.ChartConfiguration.Orientation", from: "VERTICAL", to: "HORIZONTAL" }],
      },
    ]);
  });

  it("differ in visuals that were added and removed, and in the page that they stand on", () => {
    const deployed = changed((copy) => {
      const { Visuals = [], TextBoxes = [] } = sheet(copy);
      Visuals.shift();
      TextBoxes.push({ SheetTextBoxId: "old", Content: "<text-box>old</text-box>" });
    });
    expect(compareDefinitions(deployed, declared).map(({ change, part }) => `${change} ${part}`)).to.deep.equal([
      "remove text old",
      "add visual a-kpi",
    ]);
  });

  it("differ in parameters, filters, calculated fields and controls by their names", () => {
    const deployed = changed((copy) => {
      for (const key of ["ParameterDeclarations", "FilterGroups", "CalculatedFields"])
        Reflect.deleteProperty(copy, key);
      Reflect.deleteProperty(sheet(copy), "ParameterControls");
    });
    expect(compareDefinitions(deployed, declared).map(({ change, part }) => `${change} ${part}`)).to.deep.equal([
      "add calculated field sales.amount_by_items",
      "add control main-period-from",
      "add control main-period-to",
      "add filter sales-day",
      "add parameter periodFrom",
      "add parameter periodTo",
    ]);
  });

  it("differ in nothing that the service states by itself", () => {
    const deployed = changed((copy) => Object.assign(copy, { Options: { WeekStart: "SUNDAY" }, StaticFiles: [] }));
    expect(compareDefinitions(deployed, declared)).to.deep.equal([]);
  });
});

describe("data sets compared with QuickSight's", () => {
  const dataSet = {
    sql: "SELECT 1",
    mode: "DIRECT_QUERY",
    columns: [{ name: "lat", type: "DECIMAL" as const }],
    geography: {},
    closed: [],
  };

  it("differ in their mode, in columns and in who may see these", () => {
    const wanted = {
      ...dataSet,
      mode: "SPICE",
      columns: [
        { name: "lat", type: "STRING" as const },
        { name: "amount", type: "DECIMAL" as const },
      ],
      geography: { lat: "LATITUDE" as const },
      closed: ["amount"],
    };
    expect(compareDataSets(dataSet, wanted)).to.deep.equal([
      { change: "add", part: "column amount", differences: [] },
      {
        change: "change",
        part: "column lat",
        differences: [
          { path: "place", to: "LATITUDE" },
          { path: "type", from: "DECIMAL", to: "STRING" },
        ],
      },
      { change: "change", part: "mode", differences: [{ path: "", from: "DIRECT_QUERY", to: "SPICE" }] },
    ]);
    expect(compareDataSets(wanted, wanted)).to.deep.equal([]);
  });
});
