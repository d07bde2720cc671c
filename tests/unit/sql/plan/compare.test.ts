import { expect } from "chai";
import type { LiveState } from "../../../../sql/live/types.ts";
import { compareCatalog, type Comparison } from "../../../../sql/plan/compare.ts";
import { byHand, carriedOut, emptyCatalog, planFor } from "../../../support/sql/catalog.ts";
import { projectOf, view } from "../../../support/sql/project.ts";
import { daily, facts, lake, leavingOut, shopTables, spenders, topSpenders } from "../../../support/sql/shop.ts";

const shop = projectOf(lake);
const empty = emptyCatalog(shopTables);
const held = carriedOut(planFor(shop, empty), empty, { stores: (canonical) => `stored ${canonical}` });

const said = (comparisons: readonly Comparison[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    comparisons.map(({ name, action, drift }) => [name.split(".")[1] ?? name, [action, drift].join(" ").trim()]),
  );

describe("the comparison of files, catalog and revision", () => {
  it("takes what the engine made of a declaration for that declaration", () => {
    expect(Object.values(said(compareCatalog(shop.project, held)))).to.deep.equal(Array(4).fill("unchanged"));
  });

  it("sees a change in the file, though the catalog is as it was left", () => {
    const other = view("shop_curated.top_spenders", "SELECT s.name FROM shop_curated.spenders AS s", "name varchar");
    const { project } = projectOf([facts, daily, spenders, other]);
    expect(said(compareCatalog(project, held))).to.include({ spenders: "unchanged", top_spenders: "replace" });
  });

  it("takes a change by hand for none when it is what is declared now", () => {
    const live = byHand(held, topSpenders.object.id, { canonical: topSpenders.object.canonical });
    expect(said(compareCatalog(shop.project, live))).to.include({ top_spenders: "unchanged" });
  });

  it("says of a drop that somebody has changed it by hand since", () => {
    const live = byHand(held, topSpenders.object.id, { canonical: "other" });
    const { project } = projectOf(leavingOut(lake, topSpenders.object.id));
    expect(said(compareCatalog(project, live))).to.include({ top_spenders: "drop changed by hand" });
  });

  it("says nothing of what is neither declared nor there any more", () => {
    const { project } = projectOf(leavingOut(lake, topSpenders.object.id));
    expect(said(compareCatalog(project, byHand(held, topSpenders.object.id)))).not.to.have.property("top_spenders");
  });

  it("lets wait what would be made of a table that is not there, and what reads that", () => {
    const comparisons = compareCatalog(shop.project, emptyCatalog(["shop_processed.orders"]));
    expect(said(comparisons)).to.deep.equal({
      ...{ fct_orders: "create", daily_revenue: "create" },
      ...{ spenders: "wait", top_spenders: "wait" },
    });
    const missing = comparisons.filter(({ action }) => action === "wait").map((each) => each.missing);
    expect(missing).to.deep.equal([["shop_processed.customers"], ["shop_processed.customers"]]);
  });

  it("leaves a model that stands, and what reads it, whatever became of the table that it was built of", () => {
    const live: LiveState = { ...byHand(held, topSpenders.object.id), tables: new Set(["shop_processed.customers"]) };
    expect(said(compareCatalog(shop.project, live))).to.include({
      ...{ fct_orders: "unchanged", spenders: "unchanged", top_spenders: "create missing" },
    });
  });

  it("builds a model anew that a night has built since it waited, and asks of one with other columns", () => {
    const table = {
      id: facts.object.id,
      kind: "model" as const,
      name: facts.object.name,
      canonical: "",
      definition: "",
    };
    const live = (columns: typeof facts.columns): LiveState => ({ ...empty, objects: [{ ...table, columns }] });
    expect(said(compareCatalog(shop.project, live(facts.columns)))).to.include({ fct_orders: "rebuild" });
    expect(said(compareCatalog(shop.project, live(facts.columns.slice(1))))).to.include({
      fct_orders: "replace made by hand",
    });
  });

  it("builds a model anew that reads from another place than before", () => {
    const objects = { ...held.revision?.objects };
    const before = objects[daily.object.id];
    if (before === undefined || held.revision === undefined) throw new Error("the model was not applied");
    objects[daily.object.id] = { ...before, dependsOn: ["model shop_curated__preview_1.fct_orders"] };
    const live = { ...held, revision: { ...held.revision, objects } };
    expect(said(compareCatalog(shop.project, live))).to.include({ fct_orders: "unchanged", daily_revenue: "rebuild" });
  });
});
