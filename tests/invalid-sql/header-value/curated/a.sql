-- name: mission_curated.per_day
-- description: Transactions per day.
-- owner: mission-operations
-- grain: [Day, day]
-- mode: incremental
-- partitioned_by: [hour(day)]
-- tests:
--   - row_count: { min: -1 }
--   - freshness: { column: day }
--   - { unique: [day], not_null: [day] }
-- columns:
--   day: { type: "date", description: Day (UTC) }
--   transactions: { type: "bigint", description: Transactions of the day }

SELECT CAST(t.recorded_at AS date) AS day, count(*) AS transactions
FROM mission_processed.transactions AS t
GROUP BY CAST(t.recorded_at AS date)
