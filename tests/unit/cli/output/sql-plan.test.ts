import { expect } from "chai";
import { wantsColour } from "../../../../cli/output/colour.ts";
import { renderPlan } from "../../../../cli/output/sql-plan.ts";
import { carriedOut, emptyCatalog, planFor } from "../../../support/sql/catalog.ts";
import { projectOf, view } from "../../../support/sql/project.ts";
import { lake, leavingOut, replacing, shopTables, topSpenders } from "../../../support/sql/shop.ts";

const empty = emptyCatalog(shopTables);
const held = carriedOut(planFor(projectOf(lake), empty), empty);
const bounded = view(
  "shop_curated.top_spenders",
  "SELECT s.name FROM shop_curated.spenders AS s WHERE s.amount > 5000",
  "name varchar",
);

describe("a plan for people", () => {
  it("is coloured by what is added and removed, where it is wanted", () => {
    const text = renderPlan(planFor(projectOf(replacing(lake, bounded)), held), { colour: true });
    expect(text).to.contain("\u001b[33m~ view shop_curated.top_spenders\u001b[39m");
    expect(text).to.contain("\u001b[31m- amount decimal(22,2)\u001b[39m  \u001b[1mbreaking\u001b[22m");
    expect(text).to.contain("\u001b[36m@@");
  });

  it("has no colour where none is wanted: in files, pipes and with NO_COLOR", () => {
    const plan = planFor(projectOf(replacing(lake, bounded)), held);
    expect(renderPlan(plan, { colour: false })).not.to.contain("\u001b");
    expect(wantsColour({ isTTY: true }, {})).to.equal(true);
    expect(wantsColour({ isTTY: true }, { NO_COLOR: "1" })).to.equal(false);
    expect(wantsColour({}, {})).to.equal(false);
  });

  it("names what is left alone and shows all SQL only when more is asked for", () => {
    const plan = planFor(projectOf(leavingOut(lake, topSpenders.object.id)), held);
    const [short, long] = [false, true].map((verbose) => renderPlan(plan, { colour: false, verbose }));
    expect(short).not.to.contain("= model shop_curated.fct_orders").and.not.to.contain("SELECT");
    expect(long).to.contain("= model shop_curated.fct_orders").and.to.contain("      -  s.name,");
  });
});
