-- name: mission_curated.daily_revenue_by_customer
-- description: Per day (UTC) and customer, what was charged, what it cost to carry out and what remains, in USD.
-- owner: mission-operations

SELECT
  CAST(t.recorded_at AT TIME ZONE 'UTC' AS date) AS day,
  t.customer_id,
  c.name AS customer,
  c.segment,
  count(*) AS transactions,
  sum(t.revenue) AS revenue_usd,
  sum(t.operating_cost) AS operating_cost_usd,
  sum(t.revenue - t.operating_cost) AS margin_usd
FROM mission_processed.transactions AS t
LEFT JOIN mission_processed.customers AS c ON c.customer_id = t.customer_id
GROUP BY CAST(t.recorded_at AT TIME ZONE 'UTC' AS date), t.customer_id, c.name, c.segment
