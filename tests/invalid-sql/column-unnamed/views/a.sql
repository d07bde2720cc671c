-- name: flights_curated.carriers
-- description: Airlines.
-- owner: airport-analytics

SELECT a.carrier, upper(a.name) FROM flights_processed.airlines AS a
