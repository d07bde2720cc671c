import { expect } from "chai";
import type { LiveState } from "../../../../sql/live/types.ts";
import { compareCatalog } from "../../../../sql/plan/compare.ts";
import { describeStatement, idsToDescribe } from "../../../../sql/plan/describe.ts";
import { carriedOut, emptyCatalog, planFor } from "../../../support/sql/catalog.ts";
import { model, projectOf, redshift, view, type Draft } from "../../../support/sql/project.ts";
import {
  lake,
  leavingOut,
  replacing,
  shop,
  shopTables,
  spenders,
  topSpenders,
  warehouse,
} from "../../../support/sql/shop.ts";

const empty = emptyCatalog(["p.t"]);
const table = view("c.a", "SELECT t.x FROM p.t AS t", "x integer");

const described = (id: string, drafts: readonly Draft[], live: LiveState = empty): string => {
  const { project } = projectOf(drafts);
  return describeStatement(id, project, compareCatalog(project, live));
};

const holding = (drafts: readonly Draft[], live: LiveState): LiveState => {
  const project = projectOf(drafts);
  return carriedOut(planFor(project, live), live, project);
};

describe("the statement that describes a view", () => {
  it("puts in what is not there yet, by its own SQL", () => {
    const reader = view("c.b", "SELECT a.x FROM c.a AS a", "x integer");
    expect(described("view c.b", [table, reader])).to.equal(
      "WITH new_1 AS (\nSELECT t.x FROM p.t AS t\n)\nSELECT * FROM (\nSELECT a.x FROM new_1 AS a\n) AS described LIMIT 0",
    );
  });

  it("reads what is there and stays", () => {
    const reader = view("c.b", "SELECT a.x FROM c.a AS a", "x integer");
    expect(described("view c.b", [table, reader], holding([table], empty))).to.equal(
      "SELECT * FROM (\nSELECT a.x FROM c.a AS a\n) AS described LIMIT 0",
    );
  });

  it("reads a view that stands as it will be when what that reads changes", () => {
    const middle = view("c.b", "SELECT a.x FROM c.a AS a", "x integer");
    const reader = view("c.d", "SELECT b.x FROM c.b AS b", "x integer");
    const other = view("c.a", "SELECT CAST(t.x AS double) AS x FROM p.t AS t", "x double");
    const statement = described("view c.d", [other, middle, reader], holding([table, middle], empty));
    expect(statement).to.contain("new_1 AS (\nSELECT CAST(t.x AS double) AS x FROM p.t AS t\n)");
    expect(statement).to.contain("new_2 AS (\nSELECT a.x FROM new_1 AS a\n)");
    expect(statement).to.contain("SELECT b.x FROM new_2 AS b");
  });

  it("puts a model in as its declared columns without rows, as the engine says their types", () => {
    const base = model("c.m", "SELECT t.x FROM p.t AS t", "x string, y int, z timestamp, w decimal(9,2)");
    const statement = described("view c.b", [base, view("c.b", "SELECT m.x FROM c.m AS m", "x varchar")]);
    expect(statement).to.contain(
      'new_1 AS (SELECT CAST(NULL AS varchar) AS "x", CAST(NULL AS int) AS "y", CAST(NULL AS timestamp(6) with time zone) AS "z", CAST(NULL AS decimal(9,2)) AS "w" WHERE false)',
    );
  });

  it("keeps the relation's name where the view has no other for it", () => {
    for (const [from, expected] of [
      ["c.a", "new_1 AS a"],
      ["c.a\nWHERE a.x > 1", "new_1 AS a\nWHERE a.x > 1"],
      ["c.a, p.t", "new_1 AS a, p.t"],
      ["c.a -- the base\n  AS z", "new_1 -- the base\n  AS z"],
      ["c.a /* the base */ z", "new_1 /* the base */ z"],
      ['c.a "Z"', 'new_1 "Z"'],
      ["c.a JOIN p.t ON true", "new_1 AS a JOIN p.t ON true"],
      ["c.a UNION SELECT 1", "new_1 AS a UNION SELECT 1"],
    ] as const) {
      const reader = view("c.b", `SELECT x FROM ${from}`, "x integer");
      expect(described("view c.b", [table, reader])).to.contain(`(\nSELECT x FROM ${expected}\n)`);
    }
  });

  it("takes no name that the view has itself", () => {
    const reader = view("c.b", "WITH new_1 AS (SELECT 1 AS x) SELECT a.x FROM c.a AS a CROSS JOIN new_1", "x integer");
    expect(described("view c.b", [table, reader])).to.match(/^WITH new__1 AS \(/);
  });
});

describe("the statement that describes a view of Redshift", () => {
  const all = [...lake, ...warehouse];
  const there = holding(all, emptyCatalog(shopTables, { redshift: true }));

  it("reads by the external schema what stays", () => {
    expect(described("late-binding view reporting.revenue", all, there)).to.equal(
      "SELECT * FROM (\nSELECT d.day, d.revenue FROM shop.daily_revenue AS d\n) AS described LIMIT 0",
    );
  });

  it("puts in a model that changes, with the types of Redshift", () => {
    const other = model(
      "shop_curated.daily_revenue",
      "SELECT f.day FROM shop_curated.fct_orders AS f",
      "day date, note string, at timestamp",
    );
    const statement = described("late-binding view reporting.revenue", replacing(all, other), there);
    expect(statement).to.contain(
      'WITH new_1 AS (SELECT CAST(NULL AS date) AS "day", CAST(NULL AS varchar(65535)) AS "note", CAST(NULL AS timestamptz) AS "at" WHERE false)',
    );
    expect(statement).to.contain("FROM new_1 AS d");
  });

  it("names the columns as the view does", () => {
    const named = redshift(
      "late-binding view",
      "reporting.days",
      ["create or replace view reporting.days (d) as select x.day from shop.daily_revenue as x with no schema binding"],
      { columns: "d date", needs: ["external schema shop"] },
    );
    expect(described("late-binding view reporting.days", [...all, named], there)).to.equal(
      "SELECT * FROM (\nselect x.day from shop.daily_revenue as x\n) AS described(d) LIMIT 0",
    );
  });

  it("can't be asked before the external schema is there", () => {
    const { project } = projectOf(all);
    const without = { ...there, objects: there.objects.filter(({ id }) => id !== shop.object.id) };
    const onlyRole = {
      ...there,
      objects: there.objects.filter(({ id }) => id !== "late-binding view reporting.revenue"),
    };
    expect(idsToDescribe(compareCatalog(project, without))).to.deep.equal([]);
    expect(idsToDescribe(compareCatalog(project, onlyRole))).to.deep.equal(["late-binding view reporting.revenue"]);
  });
});

describe("what has to be described", () => {
  const there = holding(lake, emptyCatalog(shopTables));

  it("is nothing when nothing changes", () => {
    expect(idsToDescribe(compareCatalog(projectOf(lake).project, there))).to.deep.equal([]);
  });

  it("is what changes and Athena's views that read it", () => {
    const other = view("shop_curated.spenders", `${spenders.object.sql} LIMIT 1`, "customer_id integer");
    const { project } = projectOf(replacing(lake, other));
    expect(idsToDescribe(compareCatalog(project, there))).to.deep.equal([spenders.object.id, topSpenders.object.id]);
  });

  it("is no view that reads a model with the same columns as before", () => {
    const same = model(
      "shop_curated.fct_orders",
      "SELECT o.order_id, o.customer_id, o.day, o.amount FROM shop_processed.orders AS o WHERE o.amount > 0",
      "order_id bigint, customer_id int, day date, amount decimal(12,2)",
    );
    const { project } = projectOf(replacing(lake, same));
    expect(idsToDescribe(compareCatalog(project, there))).to.deep.equal([]);
  });

  it("is no view that waits", () => {
    const { project } = projectOf(leavingOut(lake, topSpenders.object.id));
    expect(idsToDescribe(compareCatalog(project, emptyCatalog(["shop_processed.orders"])))).to.deep.equal([]);
  });
});
