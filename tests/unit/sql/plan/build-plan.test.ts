import { expect } from "chai";
import { ProblemsError } from "../../../../model/validation/problem.ts";
import { production } from "../../../../model/sql/environment.ts";
import { isSameType } from "../../../../sql/plan/columns.ts";
import { removalPlan } from "../../../../sql/plan/removal-plan.ts";
import { carriedOut, emptyCatalog, planFor } from "../../../support/sql/catalog.ts";
import { exposure, projectOf, view } from "../../../support/sql/project.ts";
import {
  daily,
  dashboards,
  facts,
  lake,
  leavingOut,
  replacing,
  shopTables,
  spenders,
  topSpenders,
} from "../../../support/sql/shop.ts";

const empty = emptyCatalog(shopTables);
const held = carriedOut(planFor(projectOf(lake), empty), empty);

describe("a plan's impact", () => {
  it("goes down to dashboards, nearest first", () => {
    const far = exposure("a", topSpenders.object.id);
    const near = exposure("z", facts.object.id);
    const { changes } = planFor(projectOf(lake, [...dashboards, far, near]), empty);
    expect(changes.find(({ id }) => id === facts.object.id)?.affects).to.deep.equal([
      ...["dashboard z", "model shop_curated.daily_revenue", "view shop_curated.spenders"],
      ...["dashboard revenue", "view shop_curated.top_spenders", "dashboard a", "dashboard customers"],
    ]);
  });

  it("finds a dashboard that still reads what is dropped", () => {
    const { changes, needs } = planFor(projectOf(leavingOut(lake, topSpenders.object.id), dashboards), held);
    const drop = changes.find(({ action }) => action === "drop");
    expect(drop).to.deep.include({ breaking: true, affects: ["dashboard customers"] });
    expect(needs).to.deep.equal(["--allow-drop", "--allow-breaking"]);
  });

  it("takes a longer name for another one", () => {
    const sql = "SELECT x.day FROM shop_curated.daily_revenue_by_customer AS x";
    const foreign = {
      id: "view shop_curated.foreign",
      kind: "view" as const,
      name: "shop_curated.foreign",
      canonical: sql,
      definition: sql,
      columns: [],
    };
    const live = { ...held, objects: [...held.objects, foreign] };
    const { changes } = planFor(projectOf(leavingOut(lake, daily.object.id)), live);
    expect(changes.find(({ action }) => action === "drop")).to.deep.include({ breaking: false, affects: [] });
  });
});

describe("a plan's columns", () => {
  it("are the same type however engines spell it", () => {
    for (const [one, other] of [
      ["string", "varchar"],
      ["int", "integer"],
      ["timestamp", "timestamp(6) with time zone"],
      ["double", "double precision"],
      ["decimal(9, 2)", "numeric(9,2)"],
      ["varchar(3)", "character varying(256)"],
    ] as const) {
      expect(isSameType(one, other), one).to.equal(true);
    }
    for (const [one, other] of [
      ["int", "bigint"],
      ["decimal(9,2)", "decimal(10,2)"],
      ["date", "timestamp"],
      ["double", "real"],
    ] as const) {
      expect(isSameType(one, other), one).to.equal(false);
    }
  });

  it("break nobody in a preview, whatever becomes of them", () => {
    const preview = emptyCatalog(shopTables, { environment: "preview_1" });
    const first = view(
      "shop_curated.spenders",
      spenders.object.sql.replace("c.name,", "c.name, 1 AS one,"),
      "customer_id integer, name varchar, one integer, amount decimal(22,2)",
    );
    const second = view(
      "shop_curated.spenders",
      spenders.object.sql.replace("c.name,", "c.name, 2 AS two,"),
      "customer_id integer, name varchar, two integer, amount decimal(22,2)",
    );
    const live = carriedOut(planFor(projectOf(replacing(lake, first)), preview, held), preview);
    const { changes, needs } = planFor(projectOf(replacing(lake, second)), live, held);
    expect(changes.flatMap(({ columns }) => columns.map(({ column, breaking }) => [column, breaking]))).to.deep.equal([
      ["one", false],
      ["two", false],
    ]);
    expect(needs).to.deep.equal([]);
  });
});

describe("what a plan declares", () => {
  it("leaves out what waits and was never there, and keeps what was", () => {
    const orders = emptyCatalog(["shop_processed.orders"]);
    expect(Object.keys(planFor(projectOf(lake), orders).declared)).to.deep.equal([facts.object.id, daily.object.id]);
    const other = view("shop_curated.spenders", `${spenders.object.sql} LIMIT 1`, "customer_id integer");
    const plan = planFor(projectOf(replacing(lake, other)), { ...held, tables: orders.tables });
    expect(plan.changes.find(({ id }) => id === spenders.object.id)?.action).to.equal("wait");
    expect(plan.declared[spenders.object.id]?.canonical).to.equal(spenders.object.canonical);
  });

  it("is nothing of production for a plan that removes a preview, which production is none of", () => {
    const preview = emptyCatalog(shopTables, { environment: "preview_1" });
    expect(removalPlan({ stack: "dev", live: preview, databases: [] })).to.deep.include({ stages: [], declared: {} });
    expect(() => removalPlan({ stack: "dev", live: empty, databases: [] })).to.throw(
      ProblemsError,
      `ENVIRONMENT_IS_PRODUCTION environment ${production}: production can't be removed`,
    );
  });
});
