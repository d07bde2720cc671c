-- name: mission_curated.per_day
-- description: Airlines.
-- owner: airport-analytics

SELECT t.status FROM mission_processed.transactions AS t
