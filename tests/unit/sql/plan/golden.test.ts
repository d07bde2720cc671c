import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { format } from "prettier";
import { renderPlan, renderStages } from "../../../../cli/output/sql-plan.ts";
import type { LiveState } from "../../../../sql/live/types.ts";
import { removalPlan } from "../../../../sql/plan/removal-plan.ts";
import type { Plan } from "../../../../model/documents/sql-plan.ts";
import { byHand, carriedOut, emptyCatalog, planFor } from "../../../support/sql/catalog.ts";
import { model, projectOf, view, type Draft, redshift } from "../../../support/sql/project.ts";
import {
  daily,
  dashboards,
  facts,
  hideAmount,
  lake,
  leavingOut,
  mask,
  grants,
  replacing,
  revenueView,
  shopTables,
  spenders,
  topSpenders,
  warehouse,
} from "../../../support/sql/shop.ts";

const folder = join(import.meta.dirname, "golden");

const isWriting = process.env["LAKEHOUSE_WRITE_GOLDEN"] === "1";

const written = (name: string, text: string): string => {
  const file = join(folder, name);
  if (isWriting) writeFileSync(file, text);
  return existsSync(file) ? readFileSync(file, "utf8") : "null";
};

/** A plan as shown to users, and the plan itself without what repeats the files. */
const isGolden = async (name: string, plan: Plan): Promise<void> => {
  const shown = renderPlan(plan, { colour: false });
  const text = `${shown}\n\n--- carried out ---\n${renderStages(plan)}\n`;
  expect(written(`${name}.txt`, text)).to.equal(text);
  const document = { ...plan, bundle: "", declared: Object.keys(plan.declared).sort() };
  const json = await format(JSON.stringify(document), { parser: "json", printWidth: 120 });
  expect(JSON.parse(written(`${name}.json`, json))).to.deep.equal(document);
};

const shopOf = (drafts: readonly Draft[], note = "") => projectOf(drafts, dashboards, note);
const fresh = (more: Partial<LiveState> = {}): LiveState => emptyCatalog(shopTables, more);
/** The catalog after applying the drafts. */
const holding = (drafts: readonly Draft[], more: Partial<LiveState> = {}): LiveState => {
  const project = shopOf(drafts);
  return carriedOut(planFor(project, fresh(more)), fresh(more), project);
};

const narrowSpenders = view(
  "shop_curated.spenders",
  `SELECT c.customer_id, CAST(sum(f.amount) AS double) AS amount, count(*) AS orders
FROM shop_processed.customers AS c
JOIN shop_curated.fct_orders AS f ON f.customer_id = c.customer_id
GROUP BY c.customer_id`,
  "customer_id integer, amount double, orders bigint",
);
const namelessTop = view(
  "shop_curated.top_spenders",
  "SELECT s.customer_id, s.amount FROM shop_curated.spenders AS s WHERE s.amount > 1000",
  "customer_id integer, amount double",
);

describe("a plan (LAKEHOUSE_WRITE_GOLDEN=1 writes the golden files)", () => {
  it("creates all in the order of what reads what", async () => {
    await isGolden("create-all", planFor(shopOf(lake), fresh()));
  });

  it("is empty when everything is as declared", async () => {
    await isGolden("unchanged", planFor(shopOf(lake), holding(lake)));
  });

  it("is empty when only the formatting differs", async () => {
    const reformatted = view(
      "shop_curated.top_spenders",
      '-- those who spend most\nselect\n  (s."name"), (S.Amount)\nfrom shop_curated.spenders s\nwhere (s.amount > 1000)',
      "name varchar, amount decimal(22,2)",
    );
    await isGolden("formatting-only", planFor(shopOf(replacing(lake, reformatted)), holding(lake)));
  });

  it("replaces a view and says which columns come, go and change for whom", async () => {
    const drafts = replacing(lake, narrowSpenders, namelessTop);
    await isGolden("columns-removed-and-retyped", planFor(shopOf(drafts), holding(lake)));
  });

  it("replaces a view without a flag when its columns stay", async () => {
    const bounded = view(
      "shop_curated.top_spenders",
      "SELECT s.name, s.amount FROM shop_curated.spenders AS s WHERE s.amount > 5000",
      "name varchar, amount decimal(22,2)",
    );
    await isGolden("replace", planFor(shopOf(replacing(lake, bounded)), holding(lake)));
  });

  it("makes a view anew whose SQL stands while what it reads has other columns", async () => {
    const wider = view(
      "shop_curated.spenders",
      spenders.object.sql.replace("sum(f.amount)", "CAST(sum(f.amount) AS double)"),
      "customer_id integer, name varchar, amount double",
    );
    const top = view("shop_curated.top_spenders", topSpenders.object.sql, "name varchar, amount double");
    await isGolden("stale-view", planFor(shopOf(replacing(lake, wider, top)), holding(lake)));
  });

  it("drops what is declared no more, readers first", async () => {
    const drafts = leavingOut(lake, daily.object.id, spenders.object.id, topSpenders.object.id);
    await isGolden("drop", planFor(projectOf(drafts), holding(lake)));
  });

  it("marks a drop as breaking that somebody else's view reads", async () => {
    const live = holding(lake);
    const sql = "SELECT d.day FROM shop_curated.daily_revenue AS d";
    const id = "view shop_curated.private";
    const foreign = {
      id,
      kind: "view" as const,
      name: "shop_curated.private",
      canonical: sql,
      definition: sql,
      columns: [],
    };
    const drafts = leavingOut(lake, daily.object.id);
    await isGolden("drop-that-breaks", planFor(projectOf(drafts), { ...live, objects: [...live.objects, foreign] }));
  });

  it("shows what somebody changed by hand, and asks before it is overwritten", async () => {
    const definition = topSpenders.object.sql.replace("1000", "1");
    const live = byHand(holding(lake), topSpenders.object.id, { definition, canonical: definition });
    await isGolden("drift", planFor(shopOf(lake), live));
  });

  it("adopts views that were there before the first revision, and asks where they are others", async () => {
    const before = fresh({ objects: holding(lake).objects });
    const definition = topSpenders.object.sql.replace("1000", "1");
    await isGolden(
      "adoption",
      planFor(shopOf(lake), byHand(before, topSpenders.object.id, { definition, canonical: definition })),
    );
  });

  it("makes again what somebody dropped", async () => {
    await isGolden("missing", planFor(shopOf(lake), byHand(holding(lake), topSpenders.object.id)));
  });

  it("leaves what needs a table that is not there, and what needs that", async () => {
    await isGolden("waiting", planFor(shopOf(lake), emptyCatalog(["shop_processed.orders"])));
  });

  it("builds models anew that read a model that changes", async () => {
    const other = model(
      "shop_curated.fct_orders",
      facts.object.sql.replace("o.amount ", "o.amount * 2 AS amount "),
      "order_id bigint, customer_id int, day date, amount decimal(12,2)",
      { grain: ["order_id"] },
    );
    await isGolden("rebuild-chain", planFor(shopOf(replacing(lake, other)), holding(lake)));
  });

  it("publishes what is compiled when no definition changes", async () => {
    await isGolden("descriptions-only", planFor(shopOf(lake, "another description"), holding(lake)));
  });

  it("makes a model of what was a view, which goes first", async () => {
    const now = model(
      "shop_curated.top_spenders",
      "SELECT f.customer_id, f.amount FROM shop_curated.fct_orders AS f",
      "customer_id int, amount decimal(12,2)",
    );
    const drafts = [...leavingOut(lake, topSpenders.object.id), now];
    await isGolden("view-becomes-model", planFor(projectOf(drafts), holding(lake)));
  });
});

describe("a plan with Redshift (LAKEHOUSE_WRITE_GOLDEN=1 writes the golden files)", () => {
  const all = [...lake, ...warehouse];

  it("makes schemas, roles and policies before the views, and lets nobody in before it is masked", async () => {
    await isGolden("redshift-create", planFor(shopOf(all), fresh({ redshift: true })));
  });

  it("leaves Redshift out of a stack that has none", async () => {
    await isGolden("redshift-off", planFor(shopOf(all), holding(lake)));
  });

  it("replaces a view of the same columns in place, and takes back what is granted no more", async () => {
    const other = revenueView(
      "SELECT d.day, d.revenue FROM shop.daily_revenue AS d WHERE d.revenue > 0",
      "day date, revenue decimal(22,2)",
      mask,
      grants[0],
    );
    await isGolden("redshift-replace", planFor(shopOf(replacing(all, other)), holding(all, { redshift: true })));
  });

  it("drops a view of other columns and makes it again", async () => {
    const other = revenueView(
      "SELECT d.day, d.revenue, 1 AS one FROM shop.daily_revenue AS d",
      "day date, revenue decimal(22,2), one integer",
      mask,
      ...grants,
    );
    await isGolden("redshift-remake", planFor(shopOf(replacing(all, other)), holding(all, { redshift: true })));
  });

  it("lets readers out while a policy is made again", async () => {
    const other = redshift("masking policy", "hide_amount", [hideAmount.object.sql.replace("NULL", "0")]);
    await isGolden("redshift-policy", planFor(shopOf(replacing(all, other)), holding(all, { redshift: true })));
  });

  it("drops all of it the other way round", async () => {
    await isGolden("redshift-drop", planFor(shopOf(lake), holding(all, { redshift: true })));
  });
});

describe("a plan of a preview (LAKEHOUSE_WRITE_GOLDEN=1 writes the golden files)", () => {
  const changed = replacing(lake, narrowSpenders, namelessTop);
  const preview = (): LiveState => fresh({ environment: "preview_1" });

  it("builds what differs from production beside it, and what reads that", async () => {
    await isGolden("preview", planFor(shopOf(changed), preview(), holding(lake)));
  });

  it("builds the changed models and all that reads them beside production", async () => {
    const other = model(
      "shop_curated.fct_orders",
      facts.object.sql.replace("o.amount ", "o.amount * 2 AS amount "),
      "order_id bigint, customer_id int, day date, amount decimal(12,2)",
      { grain: ["order_id"] },
    );
    await isGolden("preview-models", planFor(shopOf(replacing(lake, other)), preview(), holding(lake)));
  });

  it("has nothing to do when nothing differs from production", async () => {
    await isGolden("preview-of-nothing", planFor(shopOf(lake), preview(), holding(lake)));
  });

  it("drops what differs from production no more", async () => {
    const held = holding(lake);
    const live = carriedOut(planFor(shopOf(changed), preview(), held), preview());
    await isGolden("preview-after-merge", planFor(shopOf(changed), live, holding(changed)));
  });

  it("is removed with all that is in it", async () => {
    const live = carriedOut(planFor(shopOf(changed), preview(), holding(lake)), preview());
    await isGolden("preview-removed", removalPlan({ stack: "dev", live, databases: ["shop_curated__preview_1"] }));
  });
});
