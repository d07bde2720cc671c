-- name: mission_curated.revenue_by_segment
-- description: Per day (UTC) and kind of customer, the customers that were served, what they were charged and what remains, in USD.
-- owner: mission-operations

SELECT
  d.day,
  d.segment,
  count(*) AS customers,
  sum(d.transactions) AS transactions,
  sum(d.revenue_usd) AS revenue_usd,
  sum(d.margin_usd) AS margin_usd,
  round(CAST(sum(d.margin_usd) AS double) / nullif(CAST(sum(d.revenue_usd) AS double), 0), 4) AS margin_rate
FROM mission_curated.daily_revenue_by_customer AS d
GROUP BY d.day, d.segment
