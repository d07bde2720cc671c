-- name: flights_curated.carriers
-- owner: airport-analytics

SELECT a.carrier, a.name FROM flights_processed.airlines AS a
