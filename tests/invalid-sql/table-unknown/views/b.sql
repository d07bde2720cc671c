-- name: flights_curated.b
-- description: Airlines.
-- owner: airport-analytics

SELECT a.carrier FROM flight_processed.airlines AS a
