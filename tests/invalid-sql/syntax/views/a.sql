-- name: flights_curated.carriers
-- description: Airlines.
-- owner: airport-analytics

SELECT a.carrier
FROM flights_processed.airlines AS a
WHERE
