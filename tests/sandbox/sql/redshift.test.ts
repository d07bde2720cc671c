import { expect } from "chai";
import "../../support/sandbox.ts";
import { lakehouse } from "../../support/command.ts";
import { useMissionSql } from "../../support/sql/lake.ts";

describe("Redshift's objects of the repository", () => {
  const suite = useMissionSql();

  const redshift = async (sql: string): Promise<readonly (readonly (string | null)[])[]> => {
    const { redshift: engine } = suite.fixture.lake;
    if (engine === undefined) throw new Error("the stack has no Redshift");
    return (await engine.query(sql)).rows;
  };

  it("answer with the lake's figures", async () => {
    const months = "SELECT sum(transactions) FROM reporting.customer_revenue";
    const days = "SELECT sum(transactions) FROM mission_curated.daily_revenue_by_customer";
    expect(await redshift(months)).to.deep.equal(await suite.fixture.rows(days));
    const asked = await lakehouse(["query", "--redshift", "--csv", months]);
    expect(asked.exitCode, asked.stderr).to.equal(0);
    expect(asked.stdout).to.contain((await redshift(months))[0]?.[0] ?? "nothing");
  });

  it("show a view and a grant that were changed by hand, and get them back", async () => {
    await redshift("CREATE OR REPLACE VIEW reporting.service_quality AS SELECT 1 AS week WITH NO SCHEMA BINDING");
    await redshift("REVOKE SELECT ON reporting.customer_revenue FROM ROLE analyst");
    const { changes, needs } = await suite.fixture.plan();
    const changed = changes.filter(({ drift }) => drift !== undefined);
    expect(changed.map(({ id, drift }) => [id, drift])).to.have.deep.members([
      ["late-binding view reporting.customer_revenue", "changed by hand"],
      ["late-binding view reporting.service_quality", "changed by hand"],
    ]);
    expect(needs).to.include("--allow-drift");
    await suite.fixture.apply();
    expect((await suite.fixture.plan()).stages).to.deep.equal([]);
    expect(await redshift("SELECT count(*) > 1 FROM reporting.service_quality")).to.deep.equal([["true"]]);
  });
});
