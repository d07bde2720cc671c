-- name: mission_curated.c
-- description: Transactions per day.
-- owner: mission-operations
-- grain: [day]
-- mode: incremental by time
-- time: transactions
-- columns:
--   day: { type: "date", description: Day (UTC) }
--   transactions: { type: "bigint", description: Transactions of the day }

SELECT CAST(t.recorded_at AS date) AS day, count(*) AS transactions
FROM mission_processed.transactions AS t
WHERE t.recorded_at >= :since AND t.recorded_at < :until
GROUP BY CAST(t.recorded_at AS date)
