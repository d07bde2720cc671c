-- name: mission_curated.top_ten_customers
-- description: The ten customers with the greatest revenue over all days, their share of it and their margin, in USD.
-- owner: mission-operations
-- grain: [rank]
-- mode: full
-- tests:
--   - unique: [customer_id]
--   - not_null: [customer, revenue_usd]
--   - row_count: { min: 1, max: 10 }
-- columns:
--   rank: { type: int, description: 1 is the greatest }
--   customer_id: { type: bigint, description: Number of the customer }
--   customer: { type: string, description: Name of the customer }
--   segment: { type: string, description: Kind of customer }
--   transactions: { type: bigint, description: Transactions of all days }
--   revenue_usd: { type: "decimal(32,4)", description: What was charged }
--   margin_usd: { type: "decimal(33,4)", description: What remains }
--   revenue_share: { type: double, description: "Share of the revenue of all customers, 0 to 1" }

WITH customers AS (
  SELECT
    d.customer_id,
    max_by(d.customer, d.day) AS customer,
    max_by(d.segment, d.day) AS segment,
    sum(d.transactions) AS transactions,
    sum(d.revenue_usd) AS revenue_usd,
    sum(d.margin_usd) AS margin_usd
  FROM mission_curated.daily_revenue_by_customer AS d
  GROUP BY d.customer_id
),
ranked AS (
  SELECT
    row_number() OVER (ORDER BY c.revenue_usd DESC, c.customer_id) AS rank,
    c.customer_id,
    c.customer,
    c.segment,
    c.transactions,
    c.revenue_usd,
    c.margin_usd,
    round(CAST(c.revenue_usd AS double) / CAST(sum(c.revenue_usd) OVER () AS double), 4) AS revenue_share
  FROM customers AS c
)
SELECT
  r.rank,
  r.customer_id,
  r.customer,
  r.segment,
  r.transactions,
  r.revenue_usd,
  r.margin_usd,
  r.revenue_share
FROM ranked AS r
WHERE r.rank <= 10
