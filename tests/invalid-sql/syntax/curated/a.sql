-- name: mission_curated.per_day
-- description: Transactions per day.
-- owner: mission-operations
-- grain: [day]
-- mode: full
-- columns:
--   day: { type: "date", description: Day (UTC) }
--   transactions: { type: "bigint", description: Transactions of the day }

SELECT t.recorded_at::date AS day, 1 AS transactions FROM mission_processed.transactions AS t
