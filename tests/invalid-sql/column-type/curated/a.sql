-- name: mission_curated.per_day
-- description: Transactions per day.
-- owner: mission-operations
-- grain: [day]
-- mode: full
-- columns:
--   day: { type: "date", description: Day (UTC) }
--   transactions: { type: "long", description: Transactions of the day }

SELECT CAST(t.recorded_at AS date) AS day, count(*) AS transactions
FROM mission_processed.transactions AS t
GROUP BY CAST(t.recorded_at AS date)
