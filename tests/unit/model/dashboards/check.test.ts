import { expect } from "chai";
import type { Dashboard } from "../../../../model/dashboards/definition.ts";
import type { Visual } from "../../../../model/dashboards/visual-schema.ts";
import { bar, checked, dashboardOf, sales, withVisual } from "./files.ts";

const codesOf = (...dashboards: readonly (Dashboard | string)[]): readonly string[] =>
  checked(dashboards).flatMap(({ problems }) => problems.map(({ code }) => code));

const encoded = (encoding: object, kind = "bar"): Dashboard =>
  withVisual({ ...bar, kind, encoding } as unknown as Visual);

describe("checking of dashboards", () => {
  it("lets one through that is right", () => {
    expect(codesOf(dashboardOf())).to.deep.equal([]);
  });

  it("tells every problem of a text at once, each with its line, what is allowed and the fix", () => {
    const [file] = checked(["name: text\ntitl: Text\ndescription: d\nowner: o\naudience: [boss]\nqueries: []\n"]);
    expect(file?.dashboard).to.equal(undefined);
    expect(file?.problems.map(({ code, place }) => `${code} ${place}`)).to.have.members([
      "DASHBOARD_MISSING dashboards/text.yaml:1",
      "DASHBOARD_MISSING dashboards/text.yaml:1",
      "DASHBOARD_UNKNOWN dashboards/text.yaml:2 titl",
      "DASHBOARD_VALUE dashboards/text.yaml:5 audience[0]",
      "DASHBOARD_VALUE dashboards/text.yaml:6 queries",
    ]);
    expect(file?.problems.find(({ place }) => place.endsWith("titl"))?.fix).to.include('"title"');
    expect(file?.problems.find(({ place }) => place.endsWith("audience[0]"))?.message).to.include("auditor");
  });

  it("says what is no kind of visual, and which problem a visual of a kind has, once", () => {
    expect(codesOf(encoded({}, "pie"))).to.deep.equal(["DASHBOARD_VALUE"]);
    expect(codesOf(withVisual({ ...bar, rows: [] } as unknown as Visual))).to.deep.equal(["DASHBOARD_UNKNOWN"]);
  });

  it("names the kind that was meant, and all kinds where none is named", () => {
    const problemsOf = (dashboard: Dashboard): readonly string[] =>
      checked([dashboard]).flatMap(({ problems }) => problems.map(({ message, fix }) => `${message} | ${fix}`));
    const [lines] = problemsOf(encoded({}, "lines"));
    expect(lines).to.match(
      /^"lines" is not a kind; there are kpi, line, .*text \| write "line" if that is what you mean$/,
    );
    const [missing] = problemsOf(withVisual({ ...bar, kind: undefined } as unknown as Visual));
    expect(missing).to.match(
      /^"kind" is missing; a visual with name, title and kind has one of kpi, line, .* \| add "kind: …"$/,
    );
  });

  it("tells of text that is no YAML", () => {
    expect(codesOf("name: [")).to.deep.equal(["DASHBOARD_YAML"]);
  });

  const cases: readonly (readonly [string, Dashboard, string])[] = [
    ["a column that isn't there", encoded({ x: { field: "shops" }, y: { field: "items" } }), "DASHBOARD_COLUMN"],
    ["a sum of text", encoded({ x: { field: "day" }, y: { field: "shop", aggregate: "sum" } }), "DASHBOARD_TYPE"],
    [
      "a unit of time of text",
      encoded({ x: { field: "shop", timeUnit: "year" }, y: { field: "items" } }),
      "DASHBOARD_TYPE",
    ],
    [
      "a ratio of nothing",
      encoded({ x: { field: "day" }, y: { field: "items", aggregate: "ratio" } }),
      "DASHBOARD_CHANNEL",
    ],
    [
      "a ratio of a column that isn't there",
      encoded({ x: { field: "day" }, y: { field: "items", aggregate: "ratio", over: "item" } }),
      "DASHBOARD_COLUMN",
    ],
    [
      "what a sum is over",
      encoded({ x: { field: "day" }, y: { field: "items", aggregate: "sum", over: "items" } }),
      "DASHBOARD_CHANNEL",
    ],
    ["a channel too few", encoded({ x: { field: "shop" } }), "DASHBOARD_CHANNEL"],
    [
      "a channel too many",
      encoded({ x: { field: "shop" }, y: { field: "items" }, latitude: { field: "items" } }),
      "DASHBOARD_CHANNEL",
    ],
    ["bins that nobody states", encoded({ x: { field: "items" } }, "histogram"), "DASHBOARD_CHANNEL"],
    [
      "a parameter that names no column",
      encoded({ x: { field: "shop" }, y: { field: { parameter: "period" } } }),
      "DASHBOARD_PARAMETER",
    ],
    ["a visual of no query", withVisual({ ...bar, query: "sale" } as Visual), "DASHBOARD_QUERY"],
    ["a query of nothing", dashboardOf({ queries: [{ name: "sales" }] }), "DASHBOARD_QUERY"],
    [
      "a filter by no parameter",
      dashboardOf({ queries: [{ name: "sales", reads: "a.b", filters: { day: "perod" } }] }),
      "DASHBOARD_PARAMETER",
    ],
    [
      "a filter of no column",
      dashboardOf({ queries: [{ name: "sales", reads: "a.b", filters: { days: "period" } }] }),
      "DASHBOARD_COLUMN",
    ],
    [
      "options that depend on themselves",
      dashboardOf({ queries: [{ name: "sales", reads: "a.b", filters: { shop: "shop" } }] }),
      "DASHBOARD_CYCLE",
    ],
    [
      "a forecast of shops",
      withVisual({ ...bar, kind: "line", forecast: { periods: 7 } } as unknown as Visual),
      "DASHBOARD_CHANNEL",
    ],
    ["a forecast by bars", withVisual({ ...bar, forecast: { periods: 7 } } as unknown as Visual), "DASHBOARD_UNKNOWN"],
    [
      "a forecast with a band of no table",
      withVisual({ ...bar, kind: "line", forecast: { periods: 7, interval: 81 } } as unknown as Visual),
      "DASHBOARD_VALUE",
    ],
    ["a link to nowhere", withVisual({ ...bar, link: { dashboard: "shop" } }), "DASHBOARD_LINK"],
    ["a link to no page", withVisual({ ...bar, link: { dashboard: "shops", page: "mian" } }), "DASHBOARD_LINK"],
    ["a persona that may not see a column", dashboardOf({ audience: ["analyst", "bi"] }), "DASHBOARD_SENSITIVITY"],
    [
      "two visuals of one name",
      dashboardOf({ pages: [{ name: "main", title: "Main", visuals: [bar, bar] }] }),
      "DASHBOARD_DUPLICATE",
    ],
  ];
  for (const [what, dashboard, code] of cases) {
    it(`refuses ${what}`, () => {
      expect(codesOf(dashboard)).to.deep.equal([code]);
    });
  }

  it("refuses a file of another name", () => {
    const [one] = checked([dashboardOf({ name: "other" })]);
    expect(one?.problems).to.deep.equal([]);
    const text = JSON.stringify(dashboardOf());
    expect(codesOf(text)).to.deep.equal(["DASHBOARD_NAME"]);
  });

  it("lets a broken file take down no other, and a broken visual none of its dashboard", () => {
    const [right, broken, inPart] = checked([dashboardOf(), "name: text", { ...encoded({}), name: "part" }]);
    expect(right?.dashboard?.name).to.equal("shops");
    expect(broken?.dashboard).to.equal(undefined);
    expect(inPart?.dashboard?.name).to.equal("part");
    expect(new Set(inPart?.problems.map(({ visual }) => visual))).to.deep.equal(new Set(["by-shop"]));
  });

  it("holds the audience against everything that a view is made of, whatever is shown of it", () => {
    const view = { ...sales, needed: sales.columns };
    const dashboard = dashboardOf({
      audience: ["bi"],
      pages: [
        {
          name: "main",
          title: "Main",
          visuals: [{ ...bar, encoding: { x: { field: "shop" }, y: { field: "items" } } } as Visual],
        },
      ],
    });
    const problemsWith = (relation: typeof sales) =>
      checked([dashboard], () => relation).flatMap(({ problems }) => problems);
    expect(problemsWith(sales)).to.deep.equal([]);
    const [problem, ...others] = problemsWith(view);
    expect(others).to.deep.equal([]);
    expect(problem?.code).to.equal("DASHBOARD_SENSITIVITY");
    expect(problem?.message).to.include("amount (confidential)");
  });
});
