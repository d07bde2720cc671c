-- name: mission_curated.per_day
-- description: Transactions per day.
-- owner: mission-operations
-- grain: [date]
-- mode: full
-- partitioned_by: [month(date)]
-- tests:
--   - not_null: [transaction]
--   - freshness: { column: recorded_on, hours: 48 }
-- columns:
--   day: { type: "date", description: Day (UTC) }
--   transactions: { type: "bigint", description: Transactions of the day }

SELECT CAST(t.recorded_at AS date) AS day, count(*) AS transactions
FROM mission_processed.transactions AS t
GROUP BY CAST(t.recorded_at AS date)
