-- name: mission_curated.daily_operating_cost
-- description: Per day (UTC) and cost centre, what the transactions cost to carry out, in USD, beside a day's share of the yearly budget.
-- owner: mission-operations

SELECT
  CAST(t.recorded_at AT TIME ZONE 'UTC' AS date) AS day,
  s.cost_centre_code,
  k.name AS cost_centre,
  k.department,
  count(*) AS transactions,
  sum(t.operating_cost) AS operating_cost_usd,
  CAST(max(k.annual_budget) / 365 AS decimal(14, 2)) AS daily_budget_usd
FROM mission_processed.transactions AS t
LEFT JOIN mission_processed.services AS s ON s.service_code = t.service_code
LEFT JOIN mission_processed.cost_centres AS k ON k.cost_centre_code = s.cost_centre_code
GROUP BY CAST(t.recorded_at AT TIME ZONE 'UTC' AS date), s.cost_centre_code, k.name, k.department
