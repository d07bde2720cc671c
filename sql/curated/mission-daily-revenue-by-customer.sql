-- name: mission_curated.daily_revenue_by_customer
-- description: Per day (UTC) and customer, what was charged, what it cost to carry out and what remains, in USD.
-- owner: mission-operations
-- grain: [day, customer_id]
-- mode: incremental by time
-- time: day
-- partitioned_by: [month(day)]
-- tests:
--   - not_null: [customer, segment, transactions]
--   - row_count: { min: 1 }
-- columns:
--   day: { type: date, description: Day (UTC) }
--   customer_id: { type: bigint, description: Number of the customer }
--   customer: { type: string, description: Name of the customer }
--   segment: { type: string, description: Kind of customer }
--   transactions: { type: bigint, description: Transactions of the day }
--   revenue_usd: { type: "decimal(22,4)", description: What was charged }
--   operating_cost_usd: { type: "decimal(22,4)", description: What it cost to carry out }
--   margin_usd: { type: "decimal(23,4)", description: What remains }

SELECT
  t.recorded_on AS day,
  t.customer_id,
  c.customer,
  c.segment,
  count(*) AS transactions,
  sum(t.revenue_usd) AS revenue_usd,
  sum(t.operating_cost_usd) AS operating_cost_usd,
  sum(t.margin_usd) AS margin_usd
FROM mission_curated.fct_transactions AS t
LEFT JOIN mission_curated.dim_customers AS c ON c.customer_id = t.customer_id
WHERE t.recorded_on >= CAST(:since AS date) AND t.recorded_on < CAST(:until AS date)
GROUP BY t.recorded_on, t.customer_id, c.customer, c.segment
