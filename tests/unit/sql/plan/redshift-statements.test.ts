import { expect } from "chai";
import { emptyCatalog, carriedOut, planFor } from "../../../support/sql/catalog.ts";
import { projectOf, redshift, type Draft } from "../../../support/sql/project.ts";
import {
  grants,
  hideAmount,
  lake,
  mask,
  replacing,
  reporting,
  revenue,
  revenueView,
  shop,
  shopTables,
  warehouse,
} from "../../../support/sql/shop.ts";

const all = [...lake, ...warehouse];
const select = "SELECT d.day, d.revenue FROM shop.daily_revenue AS d";
const columns = "day date, revenue decimal(22,2)";

/** Statements that lead from one state of the files to another, by object. */
const between = (before: readonly Draft[], after: readonly Draft[]): Readonly<Record<string, readonly string[]>> => {
  const empty = emptyCatalog(shopTables, { redshift: true });
  const first = projectOf(before);
  const { stages } = planFor(projectOf(after), carriedOut(planFor(first, empty), empty, first));
  return Object.fromEntries(
    stages.flatMap((stage) => (stage.kind === "statements" ? [[stage.id, stage.statements] as const] : [])),
  );
};

const changing = (...others: readonly Draft[]) => between(all, replacing(all, ...others));

describe("statements of Redshift", () => {
  it("grant what is new and revoke what is declared no more, and leave the object alone", () => {
    const other = redshift(
      "schema",
      "reporting",
      [
        "create schema reporting",
        "GRANT USAGE ON SCHEMA reporting TO ROLE bi",
        "GRANT CREATE ON SCHEMA reporting TO ROLE bi",
      ],
      { needs: ["role bi"] },
    );
    expect(changing(other)).to.deep.equal({
      [reporting.object.id]: [
        "REVOKE USAGE ON SCHEMA reporting FROM ROLE analyst",
        "GRANT CREATE ON SCHEMA reporting TO ROLE bi",
      ],
    });
  });

  it("mask a column more before anybody else is let in", () => {
    const more = "ATTACH MASKING POLICY hide_amount ON reporting.revenue(revenue) TO ROLE analyst PRIORITY 10";
    expect(changing(revenueView(select, columns, mask, more, ...grants))).to.deep.equal({
      [revenue.object.id]: [more],
    });
  });

  it("let readers out before a mask comes off", () => {
    expect(changing(revenueView(select, columns, ...grants))).to.deep.equal({
      [revenue.object.id]: [
        "REVOKE SELECT ON reporting.revenue FROM ROLE analyst",
        "REVOKE SELECT ON reporting.revenue FROM ROLE bi",
        "DETACH MASKING POLICY hide_amount ON reporting.revenue(revenue) FROM ROLE bi",
        ...grants,
      ],
    });
  });

  it("take off a mask with what it reads and its priority", () => {
    const masked =
      "ATTACH MASKING POLICY hide_amount ON reporting.revenue (revenue) USING (revenue, day) TO PUBLIC PRIORITY 20";
    const before = replacing(all, revenueView(select, columns, masked));
    expect(between(before, replacing(all, revenueView(select, columns)))).to.deep.equal({
      [revenue.object.id]: ["DETACH MASKING POLICY hide_amount ON reporting.revenue (revenue) FROM PUBLIC"],
    });
  });

  it("keep a view closed from the policy's stage to its own when both change", () => {
    const policy = redshift("masking policy", "hide_amount", [hideAmount.object.sql.replaceAll("22", "38")]);
    const wider = revenueView(
      select.replace("d.revenue", "CAST(d.revenue AS decimal(38,2)) AS revenue"),
      columns.replace("22", "38"),
      mask,
      ...grants,
    );
    const statements = changing(policy, wider);
    expect(Object.keys(statements)).to.deep.equal([hideAmount.object.id, revenue.object.id]);
    expect(statements[hideAmount.object.id]).to.deep.equal([
      "REVOKE SELECT ON reporting.revenue FROM ROLE analyst",
      "REVOKE SELECT ON reporting.revenue FROM ROLE bi",
      "DETACH MASKING POLICY hide_amount ON reporting.revenue(revenue) FROM ROLE bi",
      "DROP MASKING POLICY hide_amount",
      ...policy.object.statements,
    ]);
    expect(statements[revenue.object.id]).to.deep.equal([
      "DROP VIEW IF EXISTS reporting.revenue",
      ...wider.object.statements,
    ]);
  });

  it("make an external schema on another database again, with its grants", () => {
    const before = redshift(
      "external schema",
      "shop",
      [...shop.object.statements, "GRANT USAGE ON SCHEMA shop TO ROLE bi"],
      { needs: ["role bi"] },
    );
    const other = redshift(
      "external schema",
      "shop",
      [shop.object.sql.replace("'shop_curated'", "'shop_processed'"), "GRANT USAGE ON SCHEMA shop TO ROLE bi"],
      { needs: ["role bi"] },
    );
    const base = [...all.filter(({ object }) => object.id !== revenue.object.id)];
    expect(between(replacing(base, before), replacing(base, other))).to.deep.equal({
      [shop.object.id]: ["DROP SCHEMA IF EXISTS shop", ...other.object.statements],
    });
  });

  it("are none when only the order of the grants and the layout differ", () => {
    expect(changing(revenueView(`${select}\n`, columns, mask, ...[...grants].reverse()))).to.deep.equal({});
  });
});
