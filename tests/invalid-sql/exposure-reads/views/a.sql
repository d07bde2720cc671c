-- name: flights_curated.carriers
-- description: Airlines.
-- owner: airport-analytics

SELECT a.carrier, a.name FROM flights_processed.airlines AS a
