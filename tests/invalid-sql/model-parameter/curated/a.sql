-- name: mission_curated.per_day
-- description: Transactions per day.
-- owner: mission-operations
-- grain: [day]
-- mode: incremental by time
-- time: day
-- columns:
--   day: { type: "date", description: Day (UTC) }
--   transactions: { type: "bigint", description: Transactions of the day }

SELECT CAST(t.recorded_at AS date) AS day, count(*) AS transactions
FROM mission_processed.transactions AS t
WHERE t.recorded_at >= :since AND t.status = :status
GROUP BY CAST(t.recorded_at AS date)
