-- name: mission_curated.per_day
-- description: Transactions per day.
-- owner: mission-operations
-- grain: [day]
-- mode: full
-- tests:
--   - relationships: { column: day, to: mission_processed.days, field: day }
--   - relationships: { column: transactions, to: mission_processed.customers, field: customer }
-- columns:
--   day: { type: "date", description: Day (UTC) }
--   transactions: { type: "bigint", description: Transactions of the day }

SELECT CAST(t.recorded_at AS date) AS day, count(*) AS transactions
FROM mission_processed.transactions AS t
GROUP BY CAST(t.recorded_at AS date)
