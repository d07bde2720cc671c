-- name: mission_curated.per_day
-- description: Transactions per day.
-- owner: mission-operations
-- grain: [day]
-- mode: full
-- columns:
--   day: { type: "date", description: Day (UTC) }
--   transactions: { type: "bigint", description: Transactions of the day }

DROP TABLE mission_processed.transactions
