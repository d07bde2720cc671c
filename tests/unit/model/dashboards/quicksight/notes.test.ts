import { expect } from "chai";
import type { Page } from "../../../../../model/dashboards/definition.ts";
import type { Visual } from "../../../../../model/dashboards/visual-schema.ts";
import { checked, withVisual } from "../files.ts";
import { compiled } from "./every-kind.ts";

const kpi = (name: string): Visual => ({
  name,
  kind: "kpi",
  title: "K",
  query: "sales",
  value: { aggregate: "count" },
});
const many = (count: number): readonly Visual[] => Array.from({ length: count }, (_, index) => kpi(`k${index}`));

const limits = (pages: readonly Page[]): readonly string[] =>
  compiled({ parameters: [], queries: [{ name: "sales", reads: "shop_curated.sales" }], pages }).notes.map(
    ({ code, path, message }) => `${code} ${path.join(".")}: ${message}`,
  );

describe("what QuickSight can't show", () => {
  it("is a warning with its line, and leaves the file valid", () => {
    const [dashboard] = checked([
      withVisual({
        ...{ name: "box", kind: "box", title: "Box", query: "sales" },
        encoding: { x: { field: "shop" }, y: { field: "items" } },
      }),
    ]);
    expect(dashboard?.problems).to.deep.equal([]);
    expect(dashboard?.dashboard).not.to.equal(undefined);
    const warning = dashboard?.warnings.find(({ visual }) => visual === "box");
    expect(warning?.code).to.equal("DASHBOARD_ONLY_ON_PAGE");
    expect(warning?.place).to.match(/^dashboards\/shops\.yaml:\d+ pages\[0\]\.visuals\[0\]\.kind$/);
  });

  it("isn't looked for in a file that is wrong", () => {
    const [dashboard] = checked([
      withVisual({
        ...{ name: "box", kind: "box", title: "Box", query: "sales" },
        encoding: { x: { field: "shopp" }, y: { field: "items" } },
      }),
    ]);
    expect(dashboard?.problems.map(({ code }) => code)).to.deep.equal(["DASHBOARD_COLUMN"]);
    expect(dashboard?.warnings).to.deep.equal([]);
  });

  it("is more than 50 visuals on a page", () => {
    expect(limits([{ name: "main", title: "Main", visuals: many(50) }])).to.deep.equal([]);
    expect(limits([{ name: "main", title: "Main", visuals: many(51) }])).to.deep.equal([
      "DASHBOARD_LIMIT pages.0.visuals: found 51 visuals on a page; QuickSight allows 50",
    ]);
  });

  it("is more than 20 pages", () => {
    const pages = Array.from({ length: 21 }, (_, index) => ({
      name: `p${index}`,
      title: "P",
      visuals: [kpi(`k${index}`)],
    }));
    expect(limits(pages)).to.deep.equal(["DASHBOARD_LIMIT pages: found 21 pages; QuickSight allows 20"]);
  });

  it("is more than 100 columns of a table", () => {
    const columns = Array.from({ length: 101 }, () => ({ field: "shop" }));
    const table: Visual = { name: "t", kind: "table", title: "T", query: "sales", columns };
    expect(limits([{ name: "main", title: "Main", visuals: [table] }])).to.deep.equal([
      "DASHBOARD_LIMIT pages.0.visuals.0.columns: found 101 columns; QuickSight allows 100",
    ]);
  });
});
