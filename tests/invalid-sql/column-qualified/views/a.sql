-- name: flights_curated.carriers
-- description: Airlines.
-- owner: airport-analytics

SELECT flights_processed.airlines.carrier AS carrier FROM flights_processed.airlines
