-- name: mission_curated.daily_operating_cost
-- description: Per day (UTC) and cost centre, what the transactions cost to carry out, in USD, with a day's share of the yearly budget.
-- owner: mission-operations
-- grain: [day, cost_centre_code]
-- mode: incremental by time
-- time: day
-- partitioned_by: [month(day)]
-- tests:
--   - not_null: [cost_centre, department, transactions, operating_cost_usd]
--   - row_count: { min: 1 }
-- columns:
--   day: { type: date, description: Day (UTC) }
--   cost_centre_code: { type: string, description: Code of the cost centre }
--   cost_centre: { type: string, description: Name of the cost centre }
--   department: { type: string, description: Department of the cost centre }
--   transactions: { type: bigint, description: Transactions of the day }
--   operating_cost_usd: { type: "decimal(22,4)", description: What they cost to carry out }
--   daily_budget_usd: { type: "decimal(14,2)", description: A 365th of the yearly budget }

SELECT
  t.recorded_on AS day,
  s.cost_centre_code,
  s.cost_centre,
  s.department,
  count(*) AS transactions,
  sum(t.operating_cost_usd) AS operating_cost_usd,
  CAST(max(s.annual_budget_usd) / 365 AS decimal(14, 2)) AS daily_budget_usd
FROM mission_curated.fct_transactions AS t
LEFT JOIN mission_curated.dim_services AS s ON s.service_code = t.service_code
WHERE t.recorded_on >= CAST(:since AS date) AND t.recorded_on < CAST(:until AS date)
GROUP BY t.recorded_on, s.cost_centre_code, s.cost_centre, s.department
