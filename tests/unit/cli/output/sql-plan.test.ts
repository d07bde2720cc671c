import { expect } from "chai";
import { wantsColour } from "../../../../cli/output/colour.ts";
import { renderPlan, rollbackCommand } from "../../../../cli/output/sql-plan.ts";
import { byHand, carriedOut, emptyCatalog, planFor } from "../../../support/sql/catalog.ts";
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

  it("calls nothing breaking that somebody added by hand, and breaking what a revision left", () => {
    const id = "view shop_curated.spenders";
    const found = held.objects.find((object) => object.id === id);
    const edited = byHand(held, id, {
      canonical: "somebody's",
      definition: "SELECT 1 AS extra",
      columns: [...(found?.columns ?? []), { name: "extra", type: "integer" }],
    });
    const restoring = planFor(projectOf(lake), edited);
    expect(restoring.needs).to.deep.equal(["--allow-drift"]);
    const [change] = restoring.changes.filter((each) => each.id === id);
    expect(change?.columns).to.deep.include({ column: "extra", change: "removed", from: "integer", breaking: false });
    expect(renderPlan(restoring, { colour: false }))
      .to.contain("-  1 AS extra")
      .and.not.to.contain("+  1 AS extra");
    const narrower = view("shop_curated.spenders", "SELECT c.name FROM shop_processed.customers AS c", "name varchar");
    const both = planFor(projectOf(replacing(lake, narrower)), edited);
    expect(both.changes.find((each) => each.id === id)?.columns.filter(({ breaking }) => breaking)).to.have.length(
      (found?.columns.length ?? 0) - 1,
    );
  });

  it("ends with the command that carries it out, also where that is a rollback", () => {
    const plan = planFor(projectOf(leavingOut(lake, topSpenders.object.id)), held);
    expect(renderPlan(plan, { colour: false }).split("\n").at(-1)).to.match(/^Next: lakehouse sql apply --allow-drop/);
    const text = renderPlan(plan, { colour: false, command: rollbackCommand(plan, 3) });
    expect(text.split("\n").at(-1)).to.match(/^Next: lakehouse sql rollback 3 --allow-drop/);
  });
});
