-- name: flights_curated.b
-- description: Airlines.
-- owner: airport-analytics

SELECT a.carrier
FROM flights_curated.a AS a
