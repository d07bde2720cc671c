-- name: mission_curated.per_day
-- description: Transactions per day.
-- owner: mission-operations
-- grain: [day]
-- mode: incremental by time
-- time: day
-- columns:
--   day: { type: "date", description: Day (UTC) }
--   transactions: { type: "bigint", description: Transactions of the day }

SELECT coalesce(CAST(t.recorded_at AS date), c.customer_since) AS day, count(*) AS transactions
FROM mission_processed.transactions AS t
JOIN mission_processed.customers AS c ON c.customer_id = t.customer_id
WHERE t.recorded_at >= :since AND t.recorded_at < :until
GROUP BY 1
