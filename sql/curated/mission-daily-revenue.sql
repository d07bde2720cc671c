-- name: mission_curated.daily_revenue
-- description: Wide table for dashboards; revenue, cost and margin in USD as a time series of days (UTC) with their growth.
-- owner: mission-operations
-- grain: [day]
-- mode: full
-- tests:
--   - not_null: [transactions, revenue_usd, revenue_to_date_usd]
--   - row_count: { min: 1 }
-- columns:
--   day: { type: date, description: Day (UTC) }
--   customers: { type: bigint, description: Customers with a transaction on the day }
--   transactions: { type: bigint, description: Transactions of the day }
--   revenue_usd: { type: "decimal(32,4)", description: What was charged }
--   operating_cost_usd: { type: "decimal(32,4)", description: What it cost to carry out }
--   margin_usd: { type: "decimal(33,4)", description: What remains }
--   margin_rate: { type: double, description: "Margin by revenue, 0 to 1" }
--   revenue_previous_day_usd: { type: "decimal(32,4)", description: Revenue of the calendar day before; null when it had none }
--   growth_on_day: { type: double, description: "Revenue by that of the day before, less 1" }
--   revenue_week_before_usd: { type: "decimal(32,4)", description: Revenue seven calendar days before; null when it had none }
--   growth_on_week: { type: double, description: "Revenue by that of seven days before, less 1" }
--   mean_revenue_7_days_usd: { type: "decimal(36,8)", description: Mean of the days with revenue among the last seven calendar days }
--   revenue_to_date_usd: { type: "decimal(38,4)", description: Revenue of all days up to this one }

WITH days AS (
  SELECT
    d.day,
    count(*) AS customers,
    sum(d.transactions) AS transactions,
    sum(d.revenue_usd) AS revenue_usd,
    sum(d.operating_cost_usd) AS operating_cost_usd,
    sum(d.margin_usd) AS margin_usd
  FROM mission_curated.daily_revenue_by_customer AS d
  GROUP BY d.day
),
-- Frames count calendar days, so that a day without transactions doesn't make a week of eight.
series AS (
  SELECT
    x.day,
    x.customers,
    x.transactions,
    x.revenue_usd,
    x.operating_cost_usd,
    x.margin_usd,
    max(x.revenue_usd) OVER (
      ORDER BY x.day RANGE BETWEEN 1 PRECEDING AND 1 PRECEDING
    ) AS revenue_previous_day_usd,
    max(x.revenue_usd) OVER (
      ORDER BY x.day RANGE BETWEEN 7 PRECEDING AND 7 PRECEDING
    ) AS revenue_week_before_usd,
    avg(x.revenue_usd) OVER (
      ORDER BY x.day RANGE BETWEEN 6 PRECEDING AND CURRENT ROW
    ) AS mean_revenue_7_days_usd,
    sum(x.revenue_usd) OVER (ORDER BY x.day) AS revenue_to_date_usd
  FROM days AS x
)
SELECT
  s.day,
  s.customers,
  s.transactions,
  s.revenue_usd,
  s.operating_cost_usd,
  s.margin_usd,
  round(CAST(s.margin_usd AS double) / nullif(CAST(s.revenue_usd AS double), 0), 4) AS margin_rate,
  s.revenue_previous_day_usd,
  round(CAST(s.revenue_usd AS double) / nullif(CAST(s.revenue_previous_day_usd AS double), 0) - 1, 4) AS growth_on_day,
  s.revenue_week_before_usd,
  round(CAST(s.revenue_usd AS double) / nullif(CAST(s.revenue_week_before_usd AS double), 0) - 1, 4) AS growth_on_week,
  s.mean_revenue_7_days_usd,
  s.revenue_to_date_usd
FROM series AS s
