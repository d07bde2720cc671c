-- name: flights_curated.a
-- description: Airlines.
-- owner: airport-analytics

SELECT b.carrier FROM flights_curated.b AS b
