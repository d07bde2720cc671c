-- name: flights_curated.carriers
-- descripton: Airlines.
-- owner: airport-analytics

SELECT a.carrier, a.name FROM flights_processed.airlines AS a
