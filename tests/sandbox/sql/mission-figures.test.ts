/** Figures of the mission's models compared with those that Athena computes from the contracts' tables. */
import { expect } from "chai";
import "../../support/sandbox.ts";
import { useMissionSql } from "../../support/sql/lake.ts";

describe("the models of the mission", () => {
  const suite = useMissionSql();

  const sameRows = async (model: string, counted: string): Promise<void> => {
    const rows = await suite.fixture.rows(model);
    expect(rows).not.to.be.empty;
    expect(rows).to.deep.equal(await suite.fixture.rows(counted));
  };

  it("sum revenue up to the last day as the transactions do", () =>
    sameRows(
      "SELECT max_by(revenue_to_date_usd, day), sum(transactions) FROM mission_curated.daily_revenue",
      "SELECT CAST(sum(revenue) AS decimal(38, 4)), count(*) FROM mission_processed.transactions",
    ));

  it("rank the customers as the transactions do", () =>
    sameRows(
      "SELECT customer_id, revenue_usd FROM mission_curated.top_ten_customers ORDER BY rank",
      `SELECT customer_id, CAST(sum(revenue) AS decimal(32, 4)) FROM mission_processed.transactions
GROUP BY customer_id ORDER BY sum(revenue) DESC, customer_id LIMIT 10`,
    ));

  it("put every transaction's cost into its day and cost centre", () =>
    sameRows(
      `SELECT day, cost_centre_code, transactions, operating_cost_usd
FROM mission_curated.daily_operating_cost ORDER BY day, cost_centre_code`,
      `SELECT CAST(t.recorded_at AT TIME ZONE 'UTC' AS date), s.cost_centre_code, count(*),
  CAST(sum(t.operating_cost) AS decimal(22, 4))
FROM mission_processed.transactions AS t JOIN mission_processed.services AS s ON s.service_code = t.service_code
GROUP BY 1, 2 ORDER BY 1, 2`,
    ));
});
