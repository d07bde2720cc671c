-- name: flights_curated.b
-- description: Airlines.
-- owner: airport-analytics

WITH q AS (
  SELECT *
  FROM flights_processed.airlines
)
SELECT q.carrier, q.name FROM q
